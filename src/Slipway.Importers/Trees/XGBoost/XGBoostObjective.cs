namespace Slipway.Importers.Trees.XGBoost;

/// <summary>What an objective makes of sums, and how its base score becomes the start of them.</summary>
internal readonly record struct XGBoostObjective(TreeLink Link, bool IsLogit = false, bool IsLog = false)
{
    /// <exception cref="ImportException">It is not known.</exception>
    public static XGBoostObjective Of(string name) =>
        name switch
        {
            "binary:logistic" or "reg:logistic" => new(TreeLink.Logistic, IsLogit: true),
            "binary:logitraw" => new(TreeLink.Identity, IsLogit: true),
            "binary:hinge" => new(TreeLink.Hinge),
            "multi:softprob" => new(TreeLink.Softmax),
            "multi:softmax" => new(TreeLink.ArgMax),
            "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => new(
                TreeLink.Exponential,
                IsLog: true
            ),
            "reg:squarederror"
            or "reg:linear"
            or "reg:squaredlogerror"
            or "reg:pseudohubererror"
            or "reg:absoluteerror"
            or "reg:quantileerror"
            or "rank:pairwise"
            or "rank:ndcg"
            or "rank:map" => new(TreeLink.Identity),
            _ => throw new ImportException(
                ImportReasons.Unsupported,
                $"The XGBoost model has the objective '{name}', of which it is not known what it makes of the sums. Serve "
                    + "it with the Python runtime ('runtime: python' in model.yaml)."
            ),
        };

    public double ToMargin(double score) =>
        IsLogit ? -Math.Log((1 / score) - 1)
        : IsLog ? Math.Log(score)
        : score;
}
