using System.Text.Json.Nodes;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Trees;

/// <summary>
/// Computes an ensemble with ONNX's TreeEnsembleRegressor: FP32 <c>X</c> [batch, features] to <c>predict</c> and
/// <c>margin</c>, the sums before the link, both [batch] or [batch, outputs], and <c>leaf</c> [batch, trees], where a row ends
/// in each tree.
/// </summary>
internal static class TreeGraph
{
    public const string Input = "X";
    public const string Prediction = "predict";
    public const string Margin = "margin";
    public const string Leaf = "leaf";

    /// <summary>The key of the file's metadata with the names of the features, a list in JSON.</summary>
    public const string FeatureNamesKey = "feature_names";

    private const string Batch = "batch";
    private const string Domain = "ai.onnx.ml";
    private const long DomainVersion = 3;

    // What is nearer to zero than this is zero to the library that takes zeros for missing.
    private const float Zero = 1e-35f;

    public static OnnxGraphBuilder Build(TreeEnsemble ensemble)
    {
        var graph = new OnnxGraphBuilder("trees").Import(Domain, DomainVersion);
        var x = graph.Input(Input, DataType.Float, Batch, ensemble.FeatureCount);
        if (ensemble.ZeroIsMissing.Count > 0)
            x = ZerosAsMissing(graph, x, ensemble);
        if (Categorical(ensemble) is { Count: > 0 } categorical)
            x = CutToIntegers(graph, x, ensemble.FeatureCount, categorical);
        var margin = Sum(graph, x, ensemble);
        Give(graph, margin, Margin, ensemble.OutputCount);
        Give(graph, Link(graph, margin, ensemble), Prediction, Width(ensemble));
        graph.Node(Domain, "TreeEnsembleRegressor", [x], [Leaf], [.. TreeAttributes.Leaves(ensemble)]);
        graph.Output(Leaf, DataType.Float, Batch, ensemble.Trees.Count);
        if (ensemble.FeatureNames.Count == ensemble.FeatureCount)
            graph.Metadata(FeatureNamesKey, NamesOf(ensemble));
        return graph;
    }

    private static string NamesOf(TreeEnsemble ensemble) =>
        new JsonArray([.. ensemble.FeatureNames.Select(name => (JsonNode)name)]).ToJsonString();

    private static int Width(TreeEnsemble ensemble) => ensemble.Link == TreeLink.ArgMax ? 1 : ensemble.OutputCount;

    private static string Sum(OnnxGraphBuilder graph, string x, TreeEnsemble ensemble)
    {
        var sum = graph.UniqueName("sum");
        graph.Node(Domain, "TreeEnsembleRegressor", [x], [sum], [.. TreeAttributes.Sums(ensemble)]);
        return sum;
    }

    private static string ZerosAsMissing(OnnxGraphBuilder graph, string x, TreeEnsemble ensemble)
    {
        var counts = new float[ensemble.FeatureCount];
        foreach (var feature in ensemble.ZeroIsMissing)
        {
            counts[feature] = Zero;
        }

        // Below a bound that is negative where zeros are numbers like others.
        var bounds = Array.ConvertAll(counts, bound => bound > 0 ? bound : -1);
        var isZero = graph.Node(
            "LessOrEqual",
            [graph.Node("Abs", [x]), graph.Constant<float>(bounds, 1, ensemble.FeatureCount)]
        );
        return graph.Node("Where", [isZero, graph.Constant(float.NaN), x]);
    }

    private static HashSet<int> Categorical(TreeEnsemble ensemble) =>
        [
            .. ensemble
                .Trees.SelectMany(tree => tree.Nodes)
                .Where(node => node.Mode == SplitMode.Member)
                .Select(node => node.Feature),
        ];

    private static string CutToIntegers(OnnxGraphBuilder graph, string x, int features, HashSet<int> categorical)
    {
        var mask = new bool[features];
        foreach (var feature in categorical)
        {
            mask[feature] = true;
        }

        return graph.Node("Where", [graph.Constant<bool>(mask, 1, features), graph.Node("Floor", [x]), x]);
    }

    private static string Link(OnnxGraphBuilder graph, string margin, TreeEnsemble ensemble) =>
        ensemble.Link switch
        {
            TreeLink.Logistic => graph.Node("Sigmoid", [Scaled(graph, margin, ensemble.Slope)]),
            TreeLink.Softmax => graph.Node("Softmax", [margin], OnnxAttribute.Of("axis", 1L)),
            TreeLink.ArgMax => AsFloat(graph, graph.Node("ArgMax", [margin], OnnxAttribute.Of("axis", 1L))),
            TreeLink.Exponential => graph.Node("Exp", [margin]),
            TreeLink.Hinge => AsFloat(graph, graph.Node("Greater", [margin, graph.Constant(0f)])),
            TreeLink.SignedSquare => graph.Node("Mul", [margin, graph.Node("Abs", [margin])]),
            TreeLink.SoftPlus => graph.Node("Softplus", [margin]),
            _ => margin,
        };

    private static string Scaled(OnnxGraphBuilder graph, string value, float slope) =>
        slope == 1 ? value : graph.Node("Mul", [value, graph.Constant(slope)]);

    private static string AsFloat(OnnxGraphBuilder graph, string value) =>
        graph.Node("Cast", [value], OnnxAttribute.Of("to", (long)DataType.Float));

    // One column is a vector, as the libraries give it.
    private static void Give(OnnxGraphBuilder graph, string value, string name, int width)
    {
        if (width == 1)
        {
            graph.Node("", "Squeeze", [value, graph.Constant<long>([1], 1)], [name]);
            graph.Output(name, DataType.Float, Batch);
            return;
        }

        graph.Node("", "Identity", [value], [name]);
        graph.Output(name, DataType.Float, Batch, width);
    }
}
