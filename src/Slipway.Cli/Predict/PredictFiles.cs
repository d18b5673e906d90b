namespace Slipway.Cli.Predict;

/// <summary>The files of a run. All but the input are beside the output, and go when it is complete.</summary>
internal sealed record PredictFiles(string Input, string Output, string Errors)
{
    /// <summary>The answers so far, as JSON lines whatever the output's form.</summary>
    public string Partial => Output + ".partial";

    public string Progress => Output + ".progress";

    public static string ErrorsOf(string output) => output + ".errors.jsonl";

    /// <summary>Begins anew, or where the run before ended.</summary>
    /// <exception cref="CliException">Something is there that would be overwritten.</exception>
    public Checkpoint Begin(Checkpoint start, bool resume, bool overwrite)
    {
        if (resume && Checkpoint.Read(Progress) is { } before)
        {
            before.CheckContinues(start);
            return before;
        }

        if (!overwrite)
        {
            if (File.Exists(Progress))
            {
                throw CliException.Usage(
                    $"A run to {Output} was interrupted: go on with --resume, or start anew with --overwrite."
                );
            }

            if (new[] { Output, Errors }.FirstOrDefault(File.Exists) is { } there)
                throw CliException.Usage($"{there} is there already; give another name, or --overwrite.");
        }

        foreach (var file in new[] { Output, Errors, Partial, Progress })
        {
            File.Delete(file);
        }

        return start;
    }

    /// <summary>Takes away what is only needed to go on.</summary>
    public void End()
    {
        File.Delete(Partial);
        File.Delete(Progress);
    }
}
