namespace Slipway.Kubernetes.Conversion;

/// <summary>What a model's format, as KServe names it, means for Slipway's server.</summary>
internal static class ModelFormats
{
    private static readonly Dictionary<string, string?> Remarks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["onnx"] = null,
        ["tensorflow"] = null,
        ["keras"] = null,
        ["xgboost"] =
            "XGBoost models are read as .json or .ubj, not as .bst: save it again by 'booster.save_model(\"model.ubj\")'.",
        ["lightgbm"] =
            "LightGBM models are read as .txt: a model.bst that 'save_model' wrote is such a text, rename it.",
        ["sklearn"] =
            "Pickles and joblib files are served by a Python worker, which the server's image needs: build one by 'slipway build' and "
            + "name it as 'image', or export the model to ONNX (skl2onnx), which needs no Python.",
        ["pytorch"] =
            "TorchServe's .mar archives are not read. TorchScript (.pt, 'torch.jit.save') needs the image with libtorch; ONNX "
            + "('torch.onnx.export') needs neither.",
        ["triton"] =
            "A repository of Triton's is read with its config.pbtxt; models of backends other than onnxruntime, python and ensemble are "
            + "refused. Name its models in 'spec.models', so that requests find the service.",
        ["mlflow"] =
            "MLflow's folders are served by a Python worker, which the server's image needs: build one by 'slipway build' and name it as "
            + "'image', or export the model to ONNX, which needs no Python.",
        ["huggingface"] =
            "Models of the Hugging Face hub are not fetched or generated from: export the model to ONNX with its tokenizer ('optimum-cli "
            + "export onnx') and push it by 'slipway push'. There is no server of language models here.",
        ["paddle"] = "Paddle models are not read: export to ONNX (paddle2onnx).",
        ["pmml"] = "PMML is not read: export the model to ONNX.",
    };

    /// <summary>The frameworks that KServe has fields of their own for, from before <c>model</c>.</summary>
    public static IReadOnlyList<string> OldFields { get; } =
    ["sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm", "paddle"];

    /// <returns>Null where models of it are served as they are.</returns>
    public static string? Remark(string format) =>
        Remarks.TryGetValue(format, out var remark)
            ? remark
            : $"'{format}' is no format that the server knows: export the model to ONNX, or serve it by Python or C#.";
}
