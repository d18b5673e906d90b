namespace Slipway.Deployment.Rollouts.Gates;

/// <summary>What the package's own requests say; there is no chance in it.</summary>
internal static class GoldenJudge
{
    public const string Name = "golden";

    public static GateReading Judge(GoldenResult golden) =>
        new()
        {
            Gate = Name,
            Verdict = golden.Failure is null ? GateVerdict.Passed : GateVerdict.Failed,
            Text =
                golden.Failure
                ?? golden.Missing
                ?? (
                    golden.Asked == 0
                        ? "the package has no golden requests"
                        : $"{Words.Many(golden.Asked, "golden request")} answered as the package says"
                ),
            Samples = golden.Asked,
        };
}
