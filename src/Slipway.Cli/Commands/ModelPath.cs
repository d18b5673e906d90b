namespace Slipway.Cli.Commands;

/// <summary>A model on disk as the command line names it.</summary>
internal static class ModelPath
{
    /// <summary>The absolute path.</summary>
    /// <exception cref="CliException">ModelNotLoaded where there is neither a file nor a folder.</exception>
    public static string Check(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.Exists(full))
            return full;
        throw path.StartsWith('-')
            ? CliException.Usage(
                $"'{path}' is no option of this command, and no model on disk; --help lists the options."
            )
            : CliException.ModelNotLoaded(
                $"There is no model at {full}: name a model file, a package folder or a repository folder."
            );
    }
}
