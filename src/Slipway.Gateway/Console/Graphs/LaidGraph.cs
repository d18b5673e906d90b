using Slipway.Gateway.Pipelines.Views;

namespace Slipway.Gateway.Console.Graphs;

/// <summary>A pipeline's graph with places, in pixels from the upper left corner.</summary>
public sealed class LaidGraph
{
    internal LaidGraph(IReadOnlyList<PlacedVertex> vertices, IReadOnlyList<PlacedEdge> edges, double margin)
    {
        Vertices = vertices;
        Edges = edges;
        Width = vertices.Max(vertex => vertex.Right) + margin;
        // Edges pass below and above vertices.
        Height = edges
            .SelectMany(edge => edge.Points)
            .Select(point => point.Y)
            .Concat(vertices.Select(vertex => vertex.Top + vertex.Height))
            .Max();
        Height += margin;
    }

    public double Width { get; }

    public double Height { get; }

    internal IReadOnlyList<PlacedVertex> Vertices { get; }

    internal IReadOnlyList<PlacedEdge> Edges { get; }
}

/// <summary>A vertex around its centre.</summary>
public sealed class PlacedVertex
{
    internal PlacedVertex(Vertex vertex, double x, double y, double width, double height) =>
        (Vertex, X, Y, Width, Height) = (vertex, x, y, width, height);

    internal Vertex Vertex { get; }

    public double X { get; }

    public double Y { get; }

    public double Width { get; }

    public double Height { get; }

    public double Left => X - (Width / 2);

    public double Right => X + (Width / 2);

    public double Top => Y - (Height / 2);
}

/// <summary>An edge by way of its points, from the right of one vertex to the left of the other.</summary>
internal sealed record PlacedEdge(Edge Edge, IReadOnlyList<(double X, double Y)> Points);
