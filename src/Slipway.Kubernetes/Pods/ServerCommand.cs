namespace Slipway.Kubernetes.Pods;

/// <summary>How the server in Slipway's images is started.</summary>
internal static class ServerCommand
{
    /// <summary>The server in Slipway's images.</summary>
    public const string Program = "/slipway/Slipway.Server";

    /// <summary>Kubernetes puts variables in the place of $(NAME), and $ in the place of $$; another $ stays.</summary>
    public static string Verbatim(string text) =>
        text.Contains("$(", StringComparison.Ordinal) || text.Contains("$$", StringComparison.Ordinal)
            ? text.Replace("$", "$$", StringComparison.Ordinal)
            : text;
}
