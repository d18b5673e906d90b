using Slipway.Deployment.Manifest;
using Slipway.Models;

namespace Slipway.Deployment.Comparison;

/// <summary>Whether a golden request was answered as its package says.</summary>
public static class GoldenAnswer
{
    /// <summary>
    /// As <see cref="AnswerComparer.Difference(ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, AgreementGate)"/>, but the answer may
    /// have members, at any depth, that the expected one lacks: those who write it down leave out ids, versions and scores.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What came.</param>
    /// <param name="rules">Null: the defaults.</param>
    public static string? Difference(GoldenRequest request, ReadOnlyMemory<byte> answer, AgreementGate? rules) =>
        AnswerComparer.Difference(
            request.Expected,
            answer,
            new JsonComparison(rules ?? new AgreementGate(), more: true)
        );
}
