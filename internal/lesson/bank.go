package lesson

import (
	"slices"

	"ringfence/internal/report"
)

// Bank returns all questions but those about messages, by category.
func Bank() []Question { return slices.Clone(bank) }

var bank = []Question{
	{ID: "police_transfer", Category: "impersonation_authority"},
	{ID: "police_secret", Category: "impersonation_authority"},
	{ID: "police_hotel", Category: "impersonation_authority"},
	{ID: "police_number", Category: "impersonation_authority"},
	{ID: "refund_code", Category: "impersonation_service"},
	{ID: "refund_screen", Category: "impersonation_service"},
	{ID: "refund_membership", Category: "impersonation_service"},
	{ID: "refund_knew", Category: "impersonation_service"},
	{ID: "teacher_group", Category: "impersonation_acquaintance"},
	{ID: "cousin_voice", Category: "impersonation_acquaintance"},
	{ID: "paid_screenshot", Category: "impersonation_acquaintance"},
	{ID: "invest_first", Category: "investment"},
	{ID: "invest_fee", Category: "investment"},
	{ID: "invest_group", Category: "investment"},
	{ID: "loan_unfreeze", Category: "loan"},
	{ID: "loan_link", Category: "loan"},
	{ID: "rebate_third", Category: "task_rebate"},
	{ID: "rebate_mistake", Category: "task_rebate"},
	{ID: "rebate_app", Category: "task_rebate"},
	{ID: "credit_student", Category: "credit_repair"},
	{ID: "credit_paid", Category: "credit_repair"},
	{ID: "shop_private", Category: "shopping"},
	{ID: "shop_ticket", Category: "shopping"},
	{ID: "romance_camera", Category: "romance"},
	{ID: "romance_invest", Category: "romance"},
	{ID: "game_market", Category: "gaming"},
	{ID: "game_frozen", Category: "gaming"},
	{ID: "phish_mailbox", Category: "account_phishing"},
	{ID: "phish_code", Category: "account_phishing"},
	{ID: "phish_after", Category: "account_phishing"},
	{ID: "phish_poster", Category: "account_phishing"},
	{ID: "prize_postage", Category: "prize"},
	{ID: "prize_liable", Category: "prize"},
	{ID: "job_deposit", Category: "fake_job", Duty: "pay_deposit"},
	{ID: "job_script", Category: "fake_job"},
	{ID: "job_device", Category: "fake_job"},
	{ID: "job_abroad", Category: "fake_job"},
	{ID: "job_firm", Category: "fake_job"},
	{ID: "card_day", Category: "card_rental"},
	{ID: "card_face", Category: "card_rental"},
	{ID: "card_lent", Category: "card_rental"},
	{ID: "card_sim", Category: "card_rental"},
	{ID: "extort_pay", Category: "extortion"},
	{ID: "extort_picture", Category: "extortion"},
	{ID: "extort_app", Category: "extortion"},
	{ID: "debt_friends", Category: "debt_collection"},
	{ID: "ring_once", Category: "robocall"},
	{ID: "sales_name", Category: "advertising"},
	{ID: "survey_gift", Category: "survey"},
	{ID: "which_sentence", Category: "other"},
	{ID: "first_minute", Category: "other"},
	{ID: "less_known", Category: "other"},
}

// about returns the questions about a category.
func about(c report.Category) []Question {
	return slices.DeleteFunc(Bank(), func(q Question) bool { return q.Category != c })
}
