using Slipway.Errors;
using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.TensorFlowServing;

/// <summary>
/// The names under which a model's one signature is called. TensorFlow's models have several; here every model has one,
/// which answers to the default's name and to the name of the method.
/// </summary>
public static class SignatureNames
{
    public const string Default = "serving_default";
    public const string Predict = "tensorflow/serving/predict";
    public const string Classify = "tensorflow/serving/classify";
    public const string Regress = "tensorflow/serving/regress";

    /// <param name="model">The model's name, for the message.</param>
    /// <param name="name">What the caller asks for; null or empty for the default.</param>
    /// <param name="method">The method that is called: one of the constants above.</param>
    /// <exception cref="ServingException">InvalidArgument for another name; lists those there are.</exception>
    public static void Check(string model, string? name, string method)
    {
        if (string.IsNullOrEmpty(name) || name == Default || name == method)
            return;
        throw ServingException.InvalidArgument(
            $"Model '{model}' has no signature {MessageContext.Quote(name)} for this call. "
                + $"Its signatures: {Default}, {method}; leave signature_name out for the first."
        );
    }
}
