namespace Slipway.Cli.Commands;

/// <summary>
/// What <c>inspect</c>, <c>infer</c> and <c>predict</c> are pointed at: a running server, perhaps with a model in its path
/// (<c>http://host:8080/v2/models/iris/versions/2</c>, or the typed <c>/models/iris</c>), or a model on disk.
/// </summary>
internal abstract record InferenceTarget
{
    public sealed record Server(Uri Address, string? Model, long? Version) : InferenceTarget;

    public sealed record Disk(string FullPath) : InferenceTarget
    {
        /// <summary>Of a repository only the folder of the model that is asked for; anything else stays as it is.</summary>
        public Disk Choose(string? model)
        {
            if (model is null || model != Path.GetFileName(model))
                return this;
            var folder = Path.Combine(FullPath, model);
            return Directory.Exists(folder) ? new Disk(folder) : this;
        }
    }

    private static readonly string[] Schemes = ["http", "https", "grpc", "grpcs"];

    /// <exception cref="CliException">An unknown scheme, or nothing lies at the path.</exception>
    public static InferenceTarget Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return new Disk(ModelPath.Check(text));
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !Schemes.Contains(uri.Scheme))
        {
            throw CliException.Usage(
                $"'{text}' is not a server's address; write it with one of {Client.InferenceClient.Schemes}."
            );
        }

        return ParseServer(uri);
    }

    private static Server ParseServer(Uri uri)
    {
        var segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var start = Array.FindIndex(segments, s => s == "v2");
        if (start < 0)
            start = Array.FindLastIndex(segments, s => s == "models");
        if (start < 0)
            return new Server(uri, null, null);

        // Whatever stands before it is a proxy's prefix and stays.
        var prefix = string.Join('/', segments[..start]);
        var address = new Uri($"{uri.GetLeftPart(UriPartial.Authority)}/{prefix}");
        string? After(string name)
        {
            var at = Array.IndexOf(segments, name, start);
            return at >= 0 && at + 1 < segments.Length ? Uri.UnescapeDataString(segments[at + 1]) : null;
        }

        return new Server(address, After("models"), long.TryParse(After("versions"), out var version) ? version : null);
    }
}
