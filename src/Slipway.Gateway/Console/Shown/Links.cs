namespace Slipway.Gateway.Console.Shown;

/// <summary>Addresses of the console's pages, below its base.</summary>
public static class Links
{
    public static string Service(string name, string? view = null) =>
        $"services/{Uri.EscapeDataString(name)}{(view is null ? "" : "/" + view)}";

    public static string Pipeline(string name) => $"pipelines/{Uri.EscapeDataString(name)}";
}
