using Slipway.Deployment.Comparison;
using Slipway.Deployment.Manifest;

namespace Slipway.Gateway.Mirroring;

/// <summary>Whether a copy was answered as the request itself was.</summary>
internal static class MirrorComparison
{
    /// <summary>What is not the same, in a sentence; null where they agree.</summary>
    /// <param name="path">Of the request, which tells the messages of gRPC.</param>
    /// <param name="expected">The answer that the caller got.</param>
    /// <param name="actual">The copy's.</param>
    /// <param name="rules">What may differ.</param>
    public static async ValueTask<string?> DifferenceAsync(
        string path,
        MirroredAnswer expected,
        MirroredAnswer actual,
        AgreementGate rules
    )
    {
        if (expected.Status != actual.Status)
            return $"the status should be {expected.Status} and is {actual.Status}";
        if ((expected.GrpcStatus ?? "0") != (actual.GrpcStatus ?? "0"))
            return $"the status should be {expected.GrpcStatus} and is {actual.GrpcStatus}";
        // Two refusals are worded as they like.
        if (expected.Status >= 400 || expected.GrpcStatus is not (null or "0"))
            return null;
        var (wanted, came) = (
            await AnswerForms.ComparableAsync(path, expected),
            await AnswerForms.ComparableAsync(path, actual)
        );
        return AnswerComparer.Difference(wanted, came, AnswerForms.RulesOf(path, rules));
    }
}
