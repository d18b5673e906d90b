using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets;

/// <summary>All that is wrong with a manifest, a line each, as compilers write it.</summary>
internal static class ManifestReport
{
    public static void Write(TextWriter writer, ManifestReading reading)
    {
        foreach (var problem in reading.Problems)
        {
            writer.WriteLine(CliConsole.Plain(problem.ToString()));
        }

        if (reading.MoreProblems > 0)
            writer.WriteLine($"… and {reading.MoreProblems} more.");
    }

    /// <summary>How many problems there are, in words.</summary>
    public static string Count(ManifestReading reading)
    {
        var count = reading.Problems.Count + reading.MoreProblems;
        return count == 1 ? "1 problem" : $"{count} problems";
    }
}
