using System.Text;
using Slipway.Importers.Trees.LightGbm;
using Slipway.Onnx;
using Slipway.TestUtilities;

namespace Slipway.Importers.Tests.Trees;

/// <summary>Models written by hand in LightGBM's text form; the expected numbers follow from its definition.</summary>
public sealed class LightGbmImporterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Import_TwoLevels_FollowsTheSplits()
    {
        var graph = Import(
            Model(
                "regression",
                """
                num_leaves=3
                num_cat=0
                split_feature=0 1
                threshold=0.5 2.5
                decision_type=10 8
                left_child=-1 -2
                right_child=1 -3
                leaf_value=1 2 3
                is_linear=0
                """
            )
        );

        // The first split sends what is not a number to the left, the second to the right.
        float[] rows = [0.5f, 0, 0.6f, 2.5f, 0.6f, 2.6f, float.NaN, 9, 1, float.NaN];
        Values(graph, rows, "predict").Should().Equal(1, 2, 3, 1, 3);
        Values(graph, rows, "leaf").Should().Equal(0, 1, 2, 0, 2);
    }

    [Fact]
    public void Import_ThresholdBetweenTwoFloats_DividesThemAsItDoes()
    {
        // The nearest float to this threshold is above it, and so on its right.
        var graph = Import(Model("regression", Stump(threshold: "0.699999988", type: 8)));
        var above = 0.7f;
        ((double)above).Should().BeGreaterThan(0.699999988);
        Values(graph, [above, 0, MathF.BitDecrement(above), 0], "predict").Should().Equal(2, 1);
    }

    [Theory]
    [InlineData(0, "-0.5", 2)]
    [InlineData(0, "0.5", 1)]
    [InlineData(8, "0.5", 2)]
    [InlineData(10, "-0.5", 1)]
    [InlineData(4, "0.5", 2)]
    [InlineData(6, "-0.5", 1)]
    public void Import_NotANumber_GoesWhereTheTypeOfTheSplitSays(int type, string threshold, double expected) =>
        Values(Import(Model("regression", Stump(threshold, type))), [float.NaN, 0], "predict").Should().Equal(expected);

    [Fact]
    public void Import_ZeroIsMissing_GoesTheDefaultWay()
    {
        // Default right, though zero is below the threshold.
        var graph = Import(Model("regression", Stump("0.5", type: 4)));
        Values(graph, [0, 0, -1, 0, 1e-36f, 0, 0.4f, 0], "predict").Should().Equal(2, 1, 2, 1);
    }

    [Fact]
    public void Import_Categories_SendsTheSetToTheLeft()
    {
        var graph = Import(
            Model(
                "regression",
                """
                num_leaves=2
                num_cat=1
                split_feature=1
                threshold=0
                decision_type=1
                left_child=-1
                right_child=-2
                leaf_value=1 2
                cat_boundaries=0 2
                cat_threshold=5 2
                is_linear=0
                """
            )
        );

        // Bits 0 and 2 of the first word, bit 1 of the second: 0, 2 and 33.
        Values(graph, [9, 0, 9, 2.9f, 9, 33, 9, 1, 9, float.NaN, 9, -1], "predict").Should().Equal(1, 1, 1, 2, 2, 2);
    }

    [Theory]
    [InlineData("binary sigmoid:2", 0.8807971)]
    [InlineData("cross_entropy", 0.7310586)]
    [InlineData("poisson", 2.7182817)]
    [InlineData("regression sqrt", 1)]
    [InlineData("cross_entropy_lambda", 1.3132617)]
    public void Import_Objective_Links(string objective, double expected) =>
        Values(Import(Model(objective, Stump("0.5", type: 8))), [0, 0], "predict")[0]
            .Should()
            .BeApproximately(expected, 1e-6);

    [Fact]
    public void Import_SeveralClasses_AddsEachTreeToItsOwn()
    {
        var graph = Import(Model("multiclass num_class:2", Stump("0.5", 8), Stump("-1", 8), perIteration: 2));
        var (shape, values) = TreeRows.Run(graph, [0, 0], 2)["predict"];
        shape.Should().Equal(1, 2);
        values[1].Should().BeApproximately(1 / (1 + Math.Exp(-1)), 1e-6);
    }

    [Fact]
    public void Import_RandomForest_GivesTheMean()
    {
        var model = Model("regression", Stump("0.5", 8), Stump("-1", 8))
            .Replace("max_feature_idx", "average_output\nmax_feature_idx", StringComparison.Ordinal);
        Values(Import(model), [0, 0], "predict").Should().Equal(1.5);
    }

    [Theory]
    [InlineData("left_child=-1", "left_child=0", "reached twice")]
    [InlineData("left_child=-1", "left_child=-9", "not there")]
    [InlineData("split_feature=0", "split_feature=5", "feature 5")]
    [InlineData("leaf_value=1 2", "leaf_value=1", "leaf_value")]
    [InlineData("threshold=0.5", "threshold=much", "no number")]
    [InlineData("num_leaves=2", "num_leaves=-2", "leaves")]
    [InlineData("end of trees", "", "no end")]
    [InlineData("max_feature_idx=1", "max_feature_idx=2000000000", "max_feature_idx")]
    public void Import_Damaged_IsRefused(string part, string instead, string problem)
    {
        var model = Model("regression", Stump("0.5", 8)).Replace(part, instead, StringComparison.Ordinal);
        var act = () => Import(model);
        var error = act.Should().Throw<ImportException>().Which;
        error.Reason.Should().Be(ImportReasons.Corrupt);
        error.Message.Should().Contain(problem);
    }

    public void Dispose() => _folder.Dispose();

    private static string Stump(string threshold, int type) =>
        $"""
            num_leaves=2
            num_cat=0
            split_feature=0
            threshold={threshold}
            decision_type={type}
            left_child=-1
            right_child=-2
            leaf_value=1 2
            is_linear=0
            """;

    private static string Model(string objective, params string[] trees) => Model(objective, trees, 1);

    private static string Model(string objective, string first, string second, int perIteration) =>
        Model(objective, [first, second], perIteration);

    private static string Model(string objective, string[] trees, int perIteration)
    {
        var blocks = trees.Select((tree, i) => $"Tree={i}\n{tree}\nshrinkage=1\n\n");
        return $"""
            tree
            version=v4
            num_class={perIteration}
            num_tree_per_iteration={perIteration}
            label_index=0
            max_feature_idx=1
            objective={objective}
            feature_names=a b

            {string.Concat(blocks)}
            end of trees

            parameters:
            end of parameters
            """.ReplaceLineEndings("\n");
    }

    private OnnxGraphBuilder Import(string text)
    {
        var file = _folder.Write("model.txt", Encoding.UTF8.GetBytes(text));
        return new LightGbmImporter().Import(file, Token).Signatures[0].Graph;
    }

    private static double[] Values(OnnxGraphBuilder graph, float[] rows, string output) =>
        TreeRows.Run(graph, rows, 2)[output].Values;
}
