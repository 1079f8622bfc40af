"""What each key of a budget file means, in Chinese and English; an editor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench_core.documents.budget import Budget, ImplicitEquation
from bench_core.documents.budget_correlation import Correlation, MonteCarloForm
from bench_core.documents.budget_input import BudgetInput
from bench_core.documents.coverage import Coverage

if TYPE_CHECKING:
    from bench_core.documents.schema import KeyTexts

_TITLE = ("名称", "what it is called")

KEY_TEXTS: Final[KeyTexts] = {
    Budget: {
        "calbench": (
            "不确定度评定表：测量模型、输入量与包含概率",
            "a budget: measurement model, input quantities, coverage",
        ),
        "title": _TITLE,
        "source": ("出处", "where it comes from"),
        "where": (
            "常数与中间量，每个只用到写在它上面的量",
            "constants and intermediate quantities, each of what stands above it",
        ),
        "model": ("单个结果的测量模型，结果记作 Y", "measurement model of a single result, which is called Y"),
        "models": ("多个结果：名称与各自的测量模型", "several results: the name and the measurement model of each"),
        "implicit": (
            "由方程隐含给出的结果：名称与方程",
            "results that satisfy an equation: the name and the equation of each",
        ),
        "unit": ("结果的单位；不写则用模型的单位", "unit of the result; left out, that of the model"),
        "units": ("各结果的单位", "unit of each result"),
        "inputs": ("输入量，按模型中的名称", "input quantities by the names that the model uses"),
        "correlations": ("输入量之间的相关", "correlations between input quantities"),
        "coverage": ("包含因子或包含概率；不写则 p = 95.45 %", "coverage factor or probability; left out, p = 95.45 %"),
        "digits": ("U 的有效位数：1 或 2", "significant digits of U: 1 or 2"),
        "monte_carlo": ("蒙特卡洛法的试验次数与种子", "trials and seed of the Monte Carlo method"),
    },
    ImplicitEquation: {
        "zero": ("对结果等于 0 的表达式", "the expression that is 0 for the result"),
        "start": ("结果附近的一个值，从此开始求解", "a value near the result, where the search begins"),
    },
    BudgetInput: {
        "title": _TITLE,
        "source": ("数据来源，如证书编号", "where the values come from, such as a certificate"),
        "value": ("估计值，带单位", "the estimate, with its unit"),
        "u": ("标准不确定度", "standard uncertainty"),
        "U": ("扩展不确定度，与 k 或 p 同写", "expanded uncertainty, together with k or p"),
        "k": ("U 的包含因子", "coverage factor of U"),
        "p": (
            "U（或正态分布半宽度）的包含概率",
            "coverage probability of U, or of the half width of a normal distribution",
        ),
        "nu": (
            "标准不确定度的自由度；无穷大则不写",
            "degrees of freedom of the standard uncertainty; left out where infinite",
        ),
        "distribution": (
            "分布；只写 u 或 U 时为正态分布，另写 nu 时为 t 分布",
            "the distribution; u or U alone is normal, with nu Student's t",
        ),
        "half_width": ("分布的半宽度", "half width of the distribution"),
        "below": ("下限到估计值的距离", "distance of the lower limit from the estimate"),
        "above": ("上限到估计值的距离", "distance of the upper limit from the estimate"),
        "beta": ("梯形上底与下底之比，0 到 1", "top of a trapezoid over its base, 0 to 1"),
        "uncertainty_of_half_width": (
            "曲边梯形：界限本身可能偏离多少",
            "of a curvilinear trapezoid: how far either limit may be off",
        ),
        "count": ("计数得到的事件数", "number of events counted"),
        "observations": ("独立重复观测值，代替 value 和 u", "independent observations, in place of value and u"),
        "unit": ("观测值只写数字时的单位", "unit of observations that are written as numbers"),
        "resolution": (
            "观测值的分辨力；重复性与分辨力引入的分量取大者",
            "resolution of the observations; the larger of repeatability and resolution counts",
        ),
    },
    Correlation: {
        "between": ("相关的输入量", "the input quantities that are correlated"),
        "r": ("两个量的相关系数，或系数矩阵", "correlation coefficient of two, or the matrix of coefficients"),
        "covariance": (
            "两个量的协方差；或协方差矩阵，它同时给出标准不确定度",
            "covariance of two; or the covariance matrix, which gives the standard uncertainties too",
        ),
        "paired": (
            "同时观测的量，相关系数由观测值算出",
            "quantities observed together; the observations give the coefficients",
        ),
    },
    Coverage: {
        "k": ("固定的包含因子", "a fixed coverage factor"),
        "p": ("包含概率，k 由有效自由度得出", "coverage probability; k follows from the effective degrees of freedom"),
        "from": (
            "dominating：一两个矩形分量占优势时，k 由其分布得出",
            "dominating: where one or two rectangular contributions dominate, k is that of their distribution",
        ),
    },
    MonteCarloForm: {
        "trials": ("试验次数；不写则由 digits 自动确定", "number of trials; left out, as many as the digits need"),
        "digits": (
            "u 中有意义的有效位数：1 或 2，由此得出数值容差",
            "digits of u that are meaningful, 1 or 2: they give the numerical tolerance",
        ),
        "seed": ("随机数种子；不写则为 1", "seed of the random numbers; left out, 1"),
    },
}
"""By model and key."""
