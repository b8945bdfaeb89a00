package sms

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// The example of https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature, "固定参数示例".
func TestACS3SignsThePublishedExample(t *testing.T) {
	r := request(t, "https://ecs.cn-shanghai.aliyuncs.com/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai", "")
	r.Header.Set("x-acs-action", "RunInstances")
	r.Header.Set("x-acs-version", "2014-05-26")
	r.Header.Set("x-acs-date", "2023-10-26T10:22:32Z")
	r.Header.Set("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d")
	acs3{id: "YourAccessKeyId", secret: "YourAccessKeySecret"}.sign(r, nil)
	want := "ACS3-HMAC-SHA256 Credential=YourAccessKeyId," +
		"SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version," +
		"Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
	if got := r.Header.Get("Authorization"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The example has no letter that must be escaped. This signature was made by npm @alicloud/openapi-util 0.3.3.
func TestACS3SignsAReply(t *testing.T) {
	a, err := newAlibabaSender(AlibabaConfig{AccessKeyID: "example-id", AccessKeySecret: "example-secret", SignName: "示例", Template: "SMS_1"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.request(t.Context(), key(t, "+12025550143"), `暂无举报 (a+b) *~'!\"/&=%`, at, "0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Header.Get("Authorization"), "Signature=9eea8104c2c1c68ef17bdf22914d4d4dfb25bfebf3829dc197c6475e292c3ad2"; !strings.HasSuffix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The example of https://cloud.tencent.com/document/api/213/30654, whose secrets are asterisks.
func TestTC3SignsThePublishedExample(t *testing.T) {
	r := request(t, "https://cvm.tencentcloudapi.com/", `{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`)
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("X-TC-Action", "DescribeInstances")
	stars := strings.Repeat("*", 32)
	if err := (tc3{id: "AKID" + stars, secret: stars, service: "cvm"}).sign(r, time.Unix(1551113065, 0)); err != nil {
		t.Fatal(err)
	}
	want := "TC3-HMAC-SHA256 Credential=AKID" + stars + "/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, " +
		"Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
	if got := r.Header.Get("Authorization"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func request(t *testing.T, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
