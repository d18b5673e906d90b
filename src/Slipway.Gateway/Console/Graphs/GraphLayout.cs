using Slipway.Gateway.Pipelines.Views;

namespace Slipway.Gateway.Console.Graphs;

/// <summary>
/// Places a graph from left to right, in layers (K. Sugiyama, S. Tagawa, M. Toda, "Methods for Visual Understanding of
/// Hierarchical System Structures", 1981):
/// <code>
/// 1  each vertex one layer behind the last that leads to it
/// 2  an edge over several layers has a bend in each, so that it passes by
/// 3  within a layer, in the order of the neighbours' middles, from both sides in turn
/// </code>
/// </summary>
internal static class GraphLayout
{
    private const double Margin = 12;
    private const double Between = 24;
    private const double BetweenLayers = 52;
    private const double LetterWidth = 6.4;
    private const double WidestLabel = 150;
    private const int Sweeps = 4;

    /// <param name="drawing">Its edges lead from earlier vertices to later ones.</param>
    public static LaidGraph Of(GraphDrawing drawing)
    {
        var layers = Layers(drawing);
        var (slots, edges) = Slots(drawing, layers);
        Order(slots);
        Place(slots, Gaps(drawing, layers, slots.Count));
        var vertices = slots
            .SelectMany(layer => layer)
            .Where(slot => slot.Vertex is not null)
            .Select(slot => new PlacedVertex(slot.Vertex!, slot.X, slot.Y, slot.Width, slot.Height));
        return new LaidGraph(
            [.. vertices],
            [.. edges.Select(edge => new PlacedEdge(edge.Edge, Points(edge.Way)))],
            Margin
        );
    }

    private static Dictionary<string, int> Layers(GraphDrawing drawing)
    {
        var layers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var vertex in drawing.Vertices)
        {
            layers[vertex.Id] = drawing
                .Edges.Where(edge => edge.To == vertex.Id)
                .Select(edge => layers[edge.From] + 1)
                .DefaultIfEmpty(0)
                .Max();
        }

        return layers;
    }

    private static (List<List<Slot>> Slots, List<(Edge Edge, List<Slot> Way)> Edges) Slots(
        GraphDrawing drawing,
        Dictionary<string, int> layers
    )
    {
        var slots = Enumerable.Range(0, layers.Values.Max() + 1).Select(_ => new List<Slot>()).ToList();
        var byId = new Dictionary<string, Slot>(StringComparer.Ordinal);
        foreach (var vertex in drawing.Vertices)
        {
            var (width, height) = VertexSize.Of(vertex);
            slots[layers[vertex.Id]].Add(byId[vertex.Id] = new Slot(vertex, width, height));
        }

        var edges = new List<(Edge Edge, List<Slot> Way)>();
        foreach (var edge in drawing.Edges)
        {
            var way = new List<Slot> { byId[edge.From] };
            for (var layer = layers[edge.From] + 1; layer < layers[edge.To]; layer++)
            {
                var bend = new Slot(null, 0, 0);
                slots[layer].Add(bend);
                way.Add(bend);
            }

            way.Add(byId[edge.To]);
            for (var i = 1; i < way.Count; i++)
            {
                way[i - 1].After.Add(way[i]);
                way[i].Before.Add(way[i - 1]);
            }

            edges.Add((edge, way));
        }

        return (slots, edges);
    }

    private static void Order(List<List<Slot>> slots)
    {
        foreach (var layer in slots)
        {
            Number(layer);
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in slots)
            {
                Sort(layer, slot => slot.Before);
            }

            foreach (var layer in Enumerable.Reverse(slots))
            {
                Sort(layer, slot => slot.After);
            }
        }
    }

    // Stable: what has no neighbours, or the same middle, stays where it is.
    private static void Sort(List<Slot> layer, Func<Slot, List<Slot>> neighbours)
    {
        Slot[] sorted =
        [
            .. layer.OrderBy(slot =>
                neighbours(slot).Count > 0 ? neighbours(slot).Average(other => other.Place) : slot.Place
            ),
        ];
        layer.Clear();
        layer.AddRange(sorted);
        Number(layer);
    }

    // Around the middle, so that layers of different lengths can be compared.
    private static void Number(List<Slot> layer)
    {
        for (var i = 0; i < layer.Count; i++)
        {
            layer[i].Place = i - ((layer.Count - 1) / 2.0);
        }
    }

    // Before each layer there is room for what is written at its edges.
    private static double[] Gaps(GraphDrawing drawing, Dictionary<string, int> layers, int count)
    {
        var gaps = Enumerable.Repeat(BetweenLayers, count).ToArray();
        foreach (var edge in drawing.Edges.Where(edge => edge.Label is not null))
        {
            ref var gap = ref gaps[layers[edge.From] + 1];
            gap = Math.Max(gap, BetweenLayers + Math.Min(WidestLabel, edge.Label!.Length * LetterWidth));
        }

        gaps[0] = Margin;
        return gaps;
    }

    private static void Place(List<List<Slot>> slots, double[] gaps)
    {
        var height = slots.Max(layer => layer.Sum(slot => slot.Height) + (Between * (layer.Count - 1)));
        var left = 0.0;
        for (var i = 0; i < slots.Count; i++)
        {
            var layer = slots[i];
            var width = layer.Max(slot => slot.Width);
            left += gaps[i];
            var top = Margin + ((height - layer.Sum(slot => slot.Height) - (Between * (layer.Count - 1))) / 2);
            foreach (var slot in layer)
            {
                (slot.X, slot.Y) = (left + (width / 2), top + (slot.Height / 2));
                top += slot.Height + Between;
            }

            left += width;
        }
    }

    private static List<(double X, double Y)> Points(List<Slot> way)
    {
        var points = new List<(double X, double Y)> { (way[0].X + (way[0].Width / 2), way[0].Y) };
        points.AddRange(way[1..^1].Select(bend => (bend.X, bend.Y)));
        points.Add((way[^1].X - (way[^1].Width / 2), way[^1].Y));
        return points;
    }

    /// <summary>A vertex's place in its layer, or the bend of an edge that passes by.</summary>
    private sealed class Slot(Vertex? vertex, double width, double height)
    {
        public Vertex? Vertex => vertex;

        public double Width => width;

        public double Height => height;

        public List<Slot> Before { get; } = [];

        public List<Slot> After { get; } = [];

        public double Place { get; set; }

        public double X { get; set; }

        public double Y { get; set; }
    }
}
