using Slipway.Errors;

namespace Slipway.AspNetCore.SharedMemory;

/// <summary>What is said of the shared memory of GPUs, which this server does not take.</summary>
internal static class CudaSharedMemory
{
    public static ServingException Unsupported() =>
        ServingException.Unsupported(
            "CUDA shared memory is not supported by this server; register system shared memory, or send the tensors in "
                + "the request."
        );

    public static ServingException Unknown(string name) =>
        ServingException.NotFound($"Unable to find cuda shared memory region: '{name}'");
}
