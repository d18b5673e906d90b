using Slipway.Runtimes.TestKit;
using Slipway.Serving.Imports;

namespace Slipway.Importers.Tests.Contract;

/// <summary>A model written by hand: 1 up to a half in the first feature, else 2.</summary>
public sealed class LightGbmContractTests(ImportedModels imported)
    : ImporterContractTests(ForeignFormats.LightGbm, imported)
{
    private const string Text = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=regression
        feature_names=a b

        Tree=0
        num_leaves=2
        num_cat=0
        split_feature=0
        threshold=0.5
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=1 2
        is_linear=0
        shrinkage=1

        end of trees

        parameters:
        end of parameters
        """;

    protected override ContractModel Model { get; } =
        new()
        {
            Write = static folder =>
            {
                var path = Path.Combine(folder, "model.txt");
                File.WriteAllText(path, Text.ReplaceLineEndings("\n"));
                return path;
            },
            HasRows = true,
            Case = static number =>
                new ContractCase()
                    .Input("X", [number % 2 == 0 ? 0.25f : 0.75f, 9], 1, 2)
                    .Output("predict", [number % 2 == 0 ? 1f : 2f], 1),
        };
}
