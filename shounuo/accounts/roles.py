"""The roles of the standard, by the names the policy uses, and the words people use."""

from __future__ import annotations

from shounuo.kernel.words import Words

ROLES: dict[str, Words] = {
    "duty_engineer": Words("值班工程师", "Duty engineer"),
    "senior_engineer": Words("资深工程师", "Senior engineer"),
    "architect": Words("架构师", "Architect"),
    "technical_lead": Words("技术主管", "Technical lead"),
    "technical_manager": Words("技术经理", "Technical manager"),
    "operations": Words("运维团队", "Operations"),
    "security": Words("安全团队", "Security"),
    "customer_success_manager": Words("客户成功经理", "Customer success manager"),
    "management": Words("管理层", "Management"),
    "consultant": Words("技术顾问", "Technical consultant"),
    "auditor": Words("审核员", "Auditor"),
    "administrator": Words("管理员", "Administrator"),
    "customer_member": Words("客户成员", "Customer member"),
    "customer_manager": Words("客户管理者", "Customer manager"),
}
CUSTOMER_ROLES = frozenset({"customer_member", "customer_manager"})
ENGINEER_ROLES = frozenset({"duty_engineer", "senior_engineer", "architect", "consultant", "technical_lead"})
DUTY_ROLES = frozenset(ROLES) - CUSTOMER_ROLES - {"administrator", "auditor"}
"""Roles in which somebody can be on duty."""
