using Slipway.EndToEnd.Tests.Hosting;
using Slipway.EndToEnd.Tests.Images;
using Slipway.Onnx;
using Slipway.TestUtilities;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.EndToEnd.Tests.Fleets.Cluster;

/// <summary>
/// A manifest and the images that it names: <c>steady</c>, of which there are two, and <c>sleepy</c>, which sleeps when nobody
/// asks. Both are the sample <c>iris</c>.
/// </summary>
internal sealed class ClusterFleet : IDisposable
{
    public const string Steady = "steady";
    public const string Sleepy = "sleepy";

    private readonly TempFolder _folder = new();

    /// <summary>It has a namespace of this name.</summary>
    public string Name { get; } = $"slipway-{Guid.NewGuid():N}"[..16];

    /// <summary>Of this run: nodes do not pull again what they have by a name.</summary>
    public string Tag => Name;

    private string Image(string kind, string name = Steady) => $"{RealCluster.Registry}/{name}:{Tag}-{kind}";

    /// <summary>Builds and pushes Slipway's own images and those of the models.</summary>
    public async Task BuildAsync()
    {
        await RealCluster.ToolAsync([
            "kubernetes",
            "images",
            "--registry",
            RealCluster.Registry,
            "--plain-http",
            "--base",
            "nano",
            "--server",
            ImageFixture.Server,
            "--tag",
            Tag,
            "--no-attestations",
        ]);
        await BuildAsync(Checkout.Sample("iris"), Image("1", Sleepy), Sleepy);
        await BuildAsync(Checkout.Sample("iris"), Image("1"), Steady);
        await BuildAsync(Copy("second"), Image("2"), Steady);
        await BuildAsync(_folder.Model("slow/model.onnx", Slow()), Image("slow"), Steady);
    }

    /// <summary>Brings it into the cluster, or changes it there; returns when it is ready or cannot become so.</summary>
    public async Task<ToolResult> DeployAsync(string kind)
    {
        _folder.Write(
            "slipway.yaml",
            $$"""
            name: {{Name}}
            target: kubernetes
            services:
              {{Steady}}:
                image: {{Image(kind)}}
                replicas: 2
                resources: { memory: 512MB }
                rollout: { strategy: canary, steps: [20, 50], step_time: 3s, minimum_requests: 60 }
              {{Sleepy}}:
                image: {{Image("1", Sleepy)}}
                scaling: { min: 0, idle: 10s }
            """
        );
        return await RealCluster.TryToolAsync([
            "deploy",
            _folder.Path,
            "--form",
            "resources",
            "--registry",
            RealCluster.Registry,
            "--image",
            $"gateway={RealCluster.Registry}/slipway-gateway:{Tag}",
            "--create-namespace",
            "--yes",
        ]);
    }

    public Task<string> DownAsync() => RealCluster.ToolAsync("down", _folder.Path);

    public void Dispose() => _folder.Dispose();

    private static Task<string> BuildAsync(string model, string image, string name) =>
        RealCluster.ToolAsync([
            "build",
            model,
            "--name",
            name,
            "--tag",
            image,
            "--plain-http",
            "--base",
            "nano",
            "--server",
            ImageFixture.Server,
            "--no-attestations",
        ]);

    // The same model once more, which is another image all the same.
    private string Copy(string name)
    {
        foreach (var file in new DirectoryInfo(Checkout.Sample("iris")).EnumerateFiles())
            _folder.Write($"{name}/{file.Name}", File.ReadAllBytes(file.FullName));
        _folder.Write($"{name}/NOTES.md", "The second.");
        return _folder[name];
    }

    /// <summary>It answers what the iris model answers to, and takes its time.</summary>
    private static OnnxGraphBuilder Slow()
    {
        var graph = new OnnxGraphBuilder("slow");
        var rows = graph.Input("measurements", DataType.Float, "rows", 4);
        var nothing = graph.Node("Mul", [rows, graph.Constant(0f)]);
        var zero = graph.Node("ReduceSum", [nothing], OnnxAttribute.Of("keepdims", 0L));
        // The data decides, so that nobody reckons it beforehand.
        var sum = graph.Node("Add", [zero, graph.Constant(20_000f)]);
        var rounds = graph.Node("Cast", [sum], OnnxAttribute.Of("to", (long)DataType.Int64));

        var body = graph.Subgraph("body");
        body.Input("round", DataType.Int64);
        var going = body.Input("going", DataType.Bool);
        var before = body.Input("before", DataType.Float);
        body.Node("", "Identity", [going], ["still_going"]);
        body.Node("", "Add", [before, body.Constant(1f)], ["after"]);
        body.Output("still_going", DataType.Bool).Output("after", DataType.Float);
        graph.Node(
            "",
            "Loop",
            [rounds, graph.Constant(true), graph.Constant(0f)],
            ["count"],
            OnnxAttribute.Of("body", body.BuildGraph())
        );
        return graph.Output("count", DataType.Float);
    }
}
