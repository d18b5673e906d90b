using System.Globalization;

namespace Slipway.Importers.Trees.LightGbm;

/// <summary>What an objective makes of sums. It is written with its parameters: <c>binary sigmoid:1</c>.</summary>
internal readonly record struct LightGbmObjective(TreeLink Link, float Slope = 1)
{
    /// <exception cref="ImportException">It is not known.</exception>
    public static LightGbmObjective Of(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var parameters = words.Skip(1).ToArray();
        return (words.Length == 0 ? "custom" : words[0]) switch
        {
            "binary" or "multiclassova" => new(TreeLink.Logistic, Sigmoid(parameters)),
            "cross_entropy" or "xentropy" => new(TreeLink.Logistic),
            "cross_entropy_lambda" or "xentlambda" => new(TreeLink.SoftPlus),
            "multiclass" => new(TreeLink.Softmax),
            "poisson" or "gamma" or "tweedie" => new(TreeLink.Exponential),
            "regression" or "regression_l2" or "l2" when parameters.Contains("sqrt") => new(TreeLink.SignedSquare),
            "regression"
            or "regression_l2"
            or "l2"
            or "regression_l1"
            or "l1"
            or "huber"
            or "fair"
            or "quantile"
            or "mape"
            or "lambdarank"
            or "rank_xendcg"
            or "custom" => new(TreeLink.Identity),
            var other => throw new ImportException(
                ImportReasons.Unsupported,
                $"The LightGBM model has the objective '{other}', of which it is not known what it makes of the sums. Serve "
                    + "it with the Python runtime (a model.py that loads it)."
            ),
        };
    }

    private static float Sigmoid(string[] parameters)
    {
        var given = Array.Find(parameters, word => word.StartsWith("sigmoid:", StringComparison.Ordinal));
        return
            given is not null
            && float.TryParse(given[8..], NumberStyles.Float, CultureInfo.InvariantCulture, out var slope)
            ? slope
            : 1;
    }
}
