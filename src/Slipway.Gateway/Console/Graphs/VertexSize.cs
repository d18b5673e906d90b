using Slipway.Gateway.Pipelines.Views;

namespace Slipway.Gateway.Console.Graphs;

/// <summary>How large a vertex is drawn.</summary>
internal static class VertexSize
{
    private const double LetterWidth = 8;
    private const double Padding = 44;
    private const double Narrowest = 120;
    private const double Widest = 230;

    public static (double Width, double Height) Of(Vertex vertex) =>
        vertex.Kind switch
        {
            "fork" or "join" => (10, 56),
            "request" or "response" => (92, 36),
            _ => (Math.Clamp((Longest(vertex) * LetterWidth) + Padding, Narrowest, Widest), 62),
        };

    private static int Longest(Vertex vertex) => Math.Max(vertex.Label.Length, vertex.Service?.Length ?? 0);
}
