using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>The shared-memory extension's parameters on inputs and requested outputs.</summary>
internal static class SharedMemory
{
    public static void Refuse(InferenceParameters? parameters)
    {
        if (parameters is null)
            return;
        foreach (var (name, _) in parameters)
        {
            if (name.StartsWith("shared_memory_", StringComparison.Ordinal))
            {
                throw ServingException.Unsupported(
                    "Shared memory is not enabled on this server; send the tensor in the request."
                );
            }
        }
    }
}
