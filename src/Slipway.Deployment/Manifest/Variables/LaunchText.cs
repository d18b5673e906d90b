using System.Text;

namespace Slipway.Deployment.Manifest.Variables;

/// <summary>
/// What is left of references in a resolved manifest's <c>environment</c> and <c>arguments</c>: <c>${gateway.url}</c> and
/// <c>${gateway.grpc}</c>, which are known when the fleet runs, and <c>$${</c> for <c>${</c> itself.
/// </summary>
public static class LaunchText
{
    private const string GatewayUrl = "gateway.url";
    private const string GatewayGrpc = "gateway.grpc";

    internal static IReadOnlyList<string> Names { get; } = [GatewayUrl, GatewayGrpc];

    /// <summary>The text for a process that is about to be started.</summary>
    /// <param name="text">A value of the resolved manifest.</param>
    /// <param name="http">Where the gateway listens for REST, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="grpc">Where it listens for gRPC.</param>
    public static string Expand(string text, string http, string grpc)
    {
        if (!VariableText.HasReferences(text))
            return text;
        var result = new StringBuilder();
        foreach (var part in VariableText.Parse(text))
        {
            result.Append(
                part switch
                {
                    TextPart.Literal literal => literal.Text,
                    TextPart.AtLaunch { Name: GatewayUrl } => http,
                    TextPart.AtLaunch => grpc,
                    // A resolved manifest has none; what another author wrote stays as it is.
                    TextPart.Variable variable => $"${{{variable.Name}}}",
                    _ => "",
                }
            );
        }

        return result.ToString();
    }

    /// <summary>A text that <see cref="Expand"/> gives back as it is.</summary>
    public static string Escape(string text) => text.Replace("${", "$${", StringComparison.Ordinal);
}
