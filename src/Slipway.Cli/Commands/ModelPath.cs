namespace Slipway.Cli.Commands;

/// <summary>A model as the command line names it: on disk, or at an address.</summary>
internal static class ModelPath
{
    private static readonly string[] Schemes = ["s3://", "az://", "oci://", "https://", "http://"];

    /// <summary>An address, which the server looks at, as it is; else as <see cref="Check"/>.</summary>
    public static string CheckUnlessRemote(string path) =>
        Schemes.Any(scheme => path.StartsWith(scheme, StringComparison.Ordinal)) ? path : Check(path);

    /// <summary>The absolute path.</summary>
    /// <exception cref="CliException">ModelNotLoaded where there is neither a file nor a folder.</exception>
    public static string Check(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.Exists(full))
            return full;
        throw CliException.ModelNotLoaded(
            $"There is no model at {full}: name a model file, a package folder or a repository folder."
        );
    }
}
