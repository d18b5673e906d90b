using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.TensorFlowServing;

/// <summary>The names under which TensorFlow's clients call the signatures of a model.</summary>
public static class SignatureNames
{
    public const string Default = ModelSignature.DefaultName;
    public const string Predict = ModelSignature.PredictMethod;
    public const string Classify = "tensorflow/serving/classify";
    public const string Regress = "tensorflow/serving/regress";

    /// <summary>
    /// The signature that a call means. The name of the method stands for the model's first signature where none is for that
    /// method: most models here come from other frameworks, and can be asked for classes and values all the same.
    /// </summary>
    /// <param name="model">The model's name, for the message.</param>
    /// <param name="signature">Its signature, with the others that it has.</param>
    /// <param name="name">What the caller asks for; null or empty for the default.</param>
    /// <param name="method">The method that is called: one of the constants above.</param>
    /// <exception cref="ServingException">InvalidArgument for another name; lists those there are.</exception>
    public static ModelSignature Find(string model, ModelSignature signature, string? name, string method)
    {
        if (signature.Find(name) is { } found)
            return found;
        if (name == method)
            return signature;
        var names = signature.Others.Select(one => one.Name).DefaultIfEmpty(method).Prepend(signature.Name);
        throw ServingException.InvalidArgument(
            $"Model '{model}' has no signature {MessageContext.Quote(name!)} for this call. "
                + $"Its signatures: {string.Join(", ", names)}; leave signature_name out for the first."
        );
    }

    /// <summary>How a request names the signature it is for.</summary>
    /// <param name="signature">The model's.</param>
    /// <param name="chosen">That or one of its others.</param>
    public static string? Of(ModelSignature signature, ModelSignature chosen) =>
        chosen == signature ? null : chosen.Name;
}
