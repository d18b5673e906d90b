namespace Slipway.Cli.Commands;

/// <summary>A model on disk as the command line names it.</summary>
internal static class ModelPath
{
    /// <summary>The absolute path.</summary>
    /// <exception cref="CliException">ModelNotLoaded where there is neither a file nor a folder.</exception>
    public static string Check(string path)
    {
        var full = Path.GetFullPath(path);
        return Path.Exists(full)
            ? full
            : throw CliException.ModelNotLoaded(
                $"There is no model at {full}: name a model file, a package folder or a repository folder."
            );
    }
}
