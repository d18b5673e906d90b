using Slipway.Inference;
using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>The parameters by which a request chooses between JSON and binary outputs.</summary>
internal static class OutputEncoding
{
    /// <summary>Whether the request wants the output called <paramref name="name"/> as binary data.</summary>
    public static bool IsBinary(InferenceRequest request, string name)
    {
        foreach (var output in request.Outputs)
        {
            if (output.Name == name && Flag(output.Parameters, BinaryParameters.BinaryData) is { } own)
                return own;
        }

        return Flag(request.Parameters, BinaryParameters.BinaryDataOutput) ?? false;
    }

    /// <summary>Refuses a flag that is not a boolean before the model runs.</summary>
    public static void Check(InferenceParameters? parameters, string flag, object owner, MessageContext context)
    {
        if (parameters is not null && parameters.TryGet(flag, out var value) && value.AsBoolean is null)
            throw context.Invalid(
                $"parameter '{flag}' of {owner} must be true or false, not {MessageContext.Quote(value.ToString())}."
            );
    }

    private static bool? Flag(InferenceParameters? parameters, string name) =>
        parameters is not null && parameters.TryGet(name, out var value) ? value.AsBoolean : null;
}
