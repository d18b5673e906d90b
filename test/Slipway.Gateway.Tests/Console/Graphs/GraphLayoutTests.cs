using Slipway.Gateway.Console.Graphs;
using Slipway.Gateway.Pipelines.Views;

namespace Slipway.Gateway.Tests.Console.Graphs;

public sealed class GraphLayoutTests
{
    [Fact]
    public void Of_AChain_IsALevelLine()
    {
        var laid = Of("request>a a>b b>response");

        laid.Vertices.Select(placed => placed.Y).Distinct().Should().ContainSingle();
        laid.Vertices.Select(placed => placed.X).Should().BeInAscendingOrder();
    }

    [Fact]
    public void Of_AnyGraph_PutsWhatComesLaterToTheRightAndNothingOnAnother()
    {
        var laid = Of("request>f f>a f>b f>c a>j b>j c>j j>s s>x s>y x>response y>response s>response");

        foreach (var edge in laid.Edges)
        {
            edge.Points.Select(point => point.X).Should().BeInAscendingOrder();
        }

        foreach (var one in laid.Vertices)
        {
            laid.Vertices.Should()
                .NotContain(other => other != one && Overlap(one, other), $"{one.Vertex.Id} stands alone");
            one.Left.Should().BePositive();
            one.Top.Should().BePositive();
            one.Right.Should().BeLessThan(laid.Width);
            (one.Top + one.Height).Should().BeLessThan(laid.Height);
        }
    }

    [Fact]
    public void Of_AnEdgeOverALayer_PassesBesideWhatStandsThere()
    {
        var laid = Of("request>a a>response request>response");

        var past = laid.Edges.Single(edge => edge.Edge is { From: "request", To: "response" });
        past.Points.Should().HaveCount(3);
        var a = laid.Vertices.Single(placed => placed.Vertex.Id == "a");
        past.Points[1].Y.Should().Match(y => y < a.Top || y > a.Top + a.Height);
    }

    [Fact]
    public void Of_NeighboursInAnotherOrder_CrossesNoEdgesThatNeedNotCross()
    {
        var laid = Of("request>a request>b a>d b>c c>response d>response");

        var y = laid.Vertices.ToDictionary(placed => placed.Vertex.Id, placed => placed.Y);
        (y["a"] < y["b"]).Should().Be(y["d"] < y["c"]);
    }

    private static bool Overlap(PlacedVertex one, PlacedVertex other) =>
        one.Left < other.Right
        && other.Left < one.Right
        && one.Top < other.Top + other.Height
        && other.Top < one.Top + one.Height;

    // Edges as FROM>TO; vertices in the order in which they come.
    private static LaidGraph Of(string text)
    {
        Edge[] edges = [.. text.Split(' ').Select(edge => new Edge(edge.Split('>')[0], edge.Split('>')[1]))];
        string[] names =
        [
            .. edges.SelectMany(edge => (string[])[edge.From, edge.To]).Where(name => name != "response").Distinct(),
            "response",
        ];
        return GraphLayout.Of(new GraphDrawing([.. names.Select(name => new Vertex(name, Kind(name), name))], edges));
    }

    private static string Kind(string name) => name is "request" or "response" ? name : "model";
}
