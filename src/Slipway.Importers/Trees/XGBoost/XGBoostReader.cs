namespace Slipway.Importers.Trees.XGBoost;

/// <summary>Makes an ensemble of the document (XGBoost, "Introduction to Model IO" and its published schema).</summary>
internal static class XGBoostReader
{
    private const int MostFeatures = 1 << 20;
    private const int MostOutputs = 1 << 16;

    public static TreeEnsemble Read(ModelValue model)
    {
        var learner = model["learner"];
        var parameters = learner["learner_model_param"];
        var features = Bounded(parameters["num_feature"], 1, MostFeatures, "num_feature");
        var classes = Bounded(parameters["num_class"], 0, MostOutputs, "num_class");
        var targets = parameters.Find("num_target") is { } count ? Bounded(count, 0, MostOutputs, "num_target") : 1;
        var outputs = Math.Max(1, Math.Max(classes, targets));
        var objective = XGBoostObjective.Of(learner["objective"]["name"].Text);
        var booster = learner["gradient_booster"];
        return new TreeEnsemble
        {
            Trees = ReadTrees(booster, features, outputs),
            FeatureCount = features,
            OutputCount = outputs,
            Base = Base(parameters["base_score"], objective, outputs),
            Link = objective.Link,
            FeatureNames = learner.Find("feature_names") is { } names ? [.. names.Items.Select(name => name.Text)] : [],
        };
    }

    private static int Bounded(ModelValue value, int least, int most, string name) =>
        value.Integer is var number && number >= least && number <= most
            ? number
            : throw ModelValue.Corrupt($"{name} is {number}");

    // One for all outputs, or since 3.1 one for each; in the space of predictions.
    private static float[] Base(ModelValue value, XGBoostObjective objective, int outputs)
    {
        double[] scores = Scores(value);
        if (scores.Length != 1 && scores.Length != outputs)
            throw ModelValue.Corrupt($"base_score has {scores.Length} values for {outputs} outputs");
        var starts = new float[outputs];
        for (var i = 0; i < outputs; i++)
        {
            starts[i] = (float)objective.ToMargin(scores[scores.Length == 1 ? 0 : i]);
        }

        return starts;
    }

    private static double[] Scores(ModelValue value)
    {
        try
        {
            var text = value.Text;
            return
            [
                .. text.Trim('[', ']')
                    .Split(',', StringSplitOptions.TrimEntries)
                    .Select(part => new ModelValue(part).Number),
            ];
        }
        catch (ImportException)
        {
            return [value.Number];
        }
    }

    private static List<DecisionTree> ReadTrees(ModelValue booster, int features, int outputs)
    {
        double[]? weights = null;
        switch (booster["name"].Text)
        {
            case "gbtree":
                break;
            case "dart":
                weights = booster["weight_drop"].Numbers;
                booster = booster["gbtree"];
                break;
            case var other:
                throw new ImportException(
                    ImportReasons.Unsupported,
                    $"The XGBoost model is of the booster '{other}'; gbtree and dart are imported. Serve it with the "
                        + "Python runtime ('runtime: python' in model.yaml)."
                );
        }

        var model = booster["model"];
        var trees = model["trees"].Items;
        var outputOf = model["tree_info"].Integers(0, outputs, "tree_info");
        if (outputOf.Length != trees.Count || (weights is not null && weights.Length != trees.Count))
            throw ModelValue.Corrupt("tree_info or weight_drop does not fit the number of trees");
        return
        [
            .. trees.Select(
                (tree, i) => new DecisionTree(XGBoostTree.Read(tree, features, weights?[i] ?? 1), outputOf[i])
            ),
        ];
    }
}
