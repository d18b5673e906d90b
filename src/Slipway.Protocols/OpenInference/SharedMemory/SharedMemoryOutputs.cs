using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Protocols.OpenInference.SharedMemory;

/// <summary>
/// The outputs of a request that go to shared memory. Their regions are held from before the inference until after
/// the answer, so that what is wrong with them is said before anything is computed. Not thread-safe.
/// </summary>
public sealed class SharedMemoryOutputs : IDisposable
{
    private readonly List<Place> _places = [];
    private readonly InferenceRequest _request;

    private SharedMemoryOutputs(InferenceRequest request)
    {
        _request = request;
    }

    /// <summary>Opens what the request names; null where that is nothing.</summary>
    /// <param name="request">Stays the caller's.</param>
    /// <param name="regions">Where regions are found.</param>
    /// <exception cref="ServingException">What is wrong, with the output's name; nothing stays open.</exception>
    public static SharedMemoryOutputs? Acquire(InferenceRequest request, ISharedMemoryRegions regions)
    {
        SharedMemoryOutputs? outputs = null;
        foreach (var output in request.Outputs)
        {
            if (output.Parameters is null)
                continue;
            try
            {
                if (SharedMemoryReference.Read(output.Parameters) is not { } reference)
                    continue;
                CheckForm(output.Parameters);
                outputs ??= new SharedMemoryOutputs(request);
                outputs._places.Add(new Place(output.Name, reference, reference.Acquire(regions)));
            }
            catch (ServingException failure)
            {
                outputs?.Dispose();
                throw Explain(request, output.Name, failure);
            }
        }

        return outputs;
    }

    /// <summary>Writes the outputs to where they belong, and marks them as being there.</summary>
    /// <exception cref="ServingException">InvalidArgument where one does not fit; then none is written.</exception>
    public void Write(InferenceResponse response)
    {
        foreach (var (name, reference, _) in _places)
        {
            var index = IndexOf(response, name);
            if (index < 0 || response.Outputs[index].Tensor.ByteLength <= reference.ByteSize)
                continue;
            throw ServingException.InvalidArgument(
                $"Model '{response.ModelName}', output '{name}': the shared memory given has {reference.ByteSize} bytes, "
                    + $"but the result has {response.Outputs[index].Tensor.ByteLength}."
            );
        }

        foreach (var (name, reference, lease) in _places)
        {
            var index = IndexOf(response, name);
            if (index < 0)
                continue;
            try
            {
                lease.Write(reference.Offset, response.Outputs[index].Tensor.Bytes);
            }
            catch (ServingException failure)
            {
                throw Explain(_request, name, failure);
            }

            response.Outputs[index] = response.Outputs[index] with { IsElsewhere = true };
        }
    }

    public void Dispose()
    {
        foreach (var place in _places)
        {
            place.Lease.Dispose();
        }

        _places.Clear();
    }

    private static void CheckForm(InferenceParameters parameters)
    {
        var other =
            parameters.TryGet("classification", out _) ? "classification"
            : parameters.TryGet("binary_data", out var binary) && binary.AsBoolean == true ? "binary_data"
            : null;
        if (other is not null)
        {
            throw ServingException.InvalidArgument(
                $"Both 'shared_memory_region' and '{other}' are asked for; choose one of them."
            );
        }
    }

    private static int IndexOf(InferenceResponse response, string name) =>
        response.Outputs.FindIndex(output => output.Name == name);

    private static ServingException Explain(InferenceRequest request, string output, ServingException failure) =>
        new(
            failure.Code,
            $"Model '{request.Model.Name}', output '{Grpc.Shown.Text(output)}': {failure.Message}",
            failure
        );

    private readonly record struct Place(string Output, SharedMemoryReference Reference, ISharedMemoryLease Lease);
}
