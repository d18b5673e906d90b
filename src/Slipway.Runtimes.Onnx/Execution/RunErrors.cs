using Microsoft.ML.OnnxRuntime;
using Slipway.Errors;
using Slipway.Runtimes.Onnx.Native;

namespace Slipway.Runtimes.Onnx.Execution;

/// <summary>What ONNX Runtime says of a run that failed, as our errors.</summary>
internal static class RunErrors
{
    public static ServingException From(string model, OnnxRuntimeException error)
    {
        var message = OrtMessage.Of(error);
        return new ServingException(
            CodeOf(message),
            $"Model '{model}' failed on this input: {message.Text} Check the values and shapes of the inputs.",
            error
        );
    }

    // A kernel reports what is wrong with its data by whatever means it has: INVALID_ARGUMENT where it was written
    // with care, else an exception or a plain failure. Of the latter two nobody can say whose fault they are.
    private static ServingErrorCode CodeOf(OrtMessage message)
    {
        if (message.Says("bad_alloc") || message.Says("Failed to allocate memory"))
            return ServingErrorCode.ResourceExhausted;
        return message.Code switch
        {
            "InvalidArgument" => ServingErrorCode.InvalidArgument,
            "NotImplemented" => ServingErrorCode.Unsupported,
            "Fail" or "RuntimeException" => ServingErrorCode.Unknown,
            _ => ServingErrorCode.Internal,
        };
    }
}
