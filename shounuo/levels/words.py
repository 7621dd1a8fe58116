"""What states and ways of this room are called."""

from shounuo.kernel.words import Words

STATES: dict[str, Words] = {
    "proposed": Words("待审批", "Waits for approval"),
    "in_force": Words("已生效，待审批", "In force, to be approved"),
    "approved": Words("已批准", "Approved"),
    "refused": Words("未批准", "Refused"),
    "reverted": Words("已撤销", "Reverted"),
    "withdrawn": Words("已失效", "Void"),
}
WAYS: dict[str, Words] = {
    "button": Words("门户按钮", "the portal's button"),
    "phone": Words("热线电话", "the hotline"),
    "customer_success_manager": Words("客户成功经理", "the success manager"),
    "api": Words("接口", "the API"),
}
