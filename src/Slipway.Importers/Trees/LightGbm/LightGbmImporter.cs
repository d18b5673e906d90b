using System.Text;

namespace Slipway.Importers.Trees.LightGbm;

/// <summary>LightGBM models in the text that <c>save_model</c> writes, version 3 and 4.</summary>
internal sealed class LightGbmImporter : IModelImporter
{
    private const long MostBytes = 1L << 30;
    private const int HeadBytes = 4096;
    private const int MostFeatures = 1 << 20;
    private const int MostOutputs = 1 << 16;

    private const string TreeStart = "Tree=";
    private const string TreesEnd = "end of trees";

    public string Format => "lightgbm";

    public string Expectation => "a LightGBM model (text that begins with 'tree')";

    public bool Recognizes(string path) =>
        File.Exists(path)
        && FileHead.Read(path, HeadBytes) is var head
        && head.AsSpan().StartsWith("tree"u8)
        && head.AsSpan().IndexOf("\nversion=v"u8) >= 0;

    public ImportedModel Import(string path, CancellationToken cancellationToken)
    {
        var lines = Encoding.UTF8.GetString(FileHead.ReadAll(path, MostBytes)).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = lines[i].TrimEnd('\r');
        }

        var starts = Enumerable
            .Range(0, lines.Length)
            .Where(i => lines[i].StartsWith(TreeStart, StringComparison.Ordinal))
            .ToList();
        var end = Array.IndexOf(lines, TreesEnd);
        if (end < 0)
            throw LightGbmText.Corrupt("it has no end");
        var head = LightGbmText.Read("its head", lines[..(starts.Count > 0 ? starts[0] : end)]);
        var blocks = starts.Select(
            (start, i) => LightGbmText.Read($"tree {i}", lines[start..(i + 1 < starts.Count ? starts[i + 1] : end)])
        );
        var objective = LightGbmObjective.Of(head.Find("objective") ?? "");
        var ensemble = Read(head, [.. blocks], objective, cancellationToken);
        return new ImportedModel(
            $"lightgbm {head.Text("version")}",
            [new ImportedSignature(ImportedSignature.Default, TreeGraph.Build(ensemble))],
            [
                new ImportStep(
                    $"{ensemble.Trees.Count} trees of {ensemble.Trees.Sum(tree => (long)tree.Nodes.Count)} nodes",
                    "TreeEnsembleRegressor"
                ),
                new ImportStep($"objective {head.Find("objective") ?? "of one's own"}", ensemble.Link.ToString()),
            ]
        );
    }

    private static TreeEnsemble Read(
        LightGbmText head,
        IReadOnlyList<LightGbmText> blocks,
        LightGbmObjective objective,
        CancellationToken cancellationToken
    )
    {
        var features = head.Integer("max_feature_idx") is >= 0 and < MostFeatures and var last
            ? last + 1
            : throw LightGbmText.Corrupt($"max_feature_idx is {head.Text("max_feature_idx")}");
        var outputs = head.Integer("num_tree_per_iteration");
        if (outputs is < 1 or > MostOutputs || blocks.Count % outputs != 0)
            throw LightGbmText.Corrupt($"it has {blocks.Count} trees of which {outputs} belong together");
        // A random forest gives the mean of its rounds.
        var share = head.Has("average_output") && blocks.Count > 0 ? (double)outputs / blocks.Count : 1;
        var zeros = new bool?[features];
        var trees = new List<DecisionTree>(blocks.Count);
        foreach (var block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            trees.Add(new DecisionTree(LightGbmTree.Read(block, features, share, zeros), trees.Count % outputs));
        }

        return new TreeEnsemble
        {
            Trees = trees,
            FeatureCount = features,
            OutputCount = outputs,
            Base = new float[outputs],
            Link = objective.Link,
            Slope = objective.Slope,
            ZeroIsMissing = [.. Enumerable.Range(0, features).Where(feature => zeros[feature] == true)],
            FeatureNames = head.Find("feature_names")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
    }
}
