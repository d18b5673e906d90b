using Slipway.Errors;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;

namespace Slipway.Protocols.TensorFlowServing.Configuration;

/// <summary>Reads TensorFlow Serving's batching parameters file.</summary>
public static class BatchingParametersFile
{
    /// <exception cref="ServingException">
    /// InvalidArgument, listing everything that is wrong; NotFound or FailedPrecondition where it cannot be read.
    /// </exception>
    public static BatchingParameters Read(string file)
    {
        var parameters = TextFiles.Read(file, BatchingParameters.Descriptor, BatchingParameters.Parser);
        var errors = Errors(parameters).ToList();
        return errors.Count == 0
            ? parameters
            : throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"{Path.GetFileName(file)}: {string.Join("; ", errors)}."
            )
            {
                Reason = "invalid-config",
            };
    }

    private static IEnumerable<string> Errors(BatchingParameters parameters)
    {
        if (parameters.MaxBatchSize is < 1)
            yield return $"max_batch_size is {parameters.MaxBatchSize}; it must be 1 or more";
        if (parameters.BatchTimeoutMicros is < 0)
            yield return $"batch_timeout_micros is {parameters.BatchTimeoutMicros}; it must be 0 or more";
        if (parameters.MaxEnqueuedBatches is < 1)
            yield return $"max_enqueued_batches is {parameters.MaxEnqueuedBatches}; it must be 1 or more";
        if (parameters.NumBatchThreads is < 1)
            yield return $"num_batch_threads is {parameters.NumBatchThreads}; it must be 1 or more";
        var sizes = parameters.AllowedBatchSizes;
        if (sizes.Zip(sizes.Skip(1)).Any(pair => pair.First >= pair.Second))
            yield return "allowed_batch_sizes must increase";
        if (sizes.Count > 0 && parameters.MaxBatchSize is { } most && sizes[^1] != most)
            yield return $"the last of allowed_batch_sizes is {sizes[^1]}; it must be max_batch_size, {most}";
    }
}
