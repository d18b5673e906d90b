using Slipway.Errors;
using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Handlers;

/// <summary>Makes of what a handler gives what a servable promises.</summary>
internal static class HandlerOutputs
{
    /// <summary>
    /// Holds the outputs against the signature, puts those that were asked for in their order, and drops others. A tensor of
    /// the request that is handed on as an output is copied: the request's go with it.
    /// </summary>
    /// <exception cref="ServingException">Internal, naming the output; the response is disposed then.</exception>
    public static void Settle(
        InferenceResponse? response,
        InferenceRequest request,
        ModelSignature signature,
        HandlerContext context
    )
    {
        if (response is null)
            throw Wrong(context, "gave no response at all");
        var given = response.Outputs.ToList();
        response.Outputs.Clear();
        try
        {
            Own(given, request);
            foreach (var output in given)
            {
                Check(output, given, signature, context);
            }

            var wanted =
                request.Outputs.Count == 0
                    ? signature.Outputs.Select(spec => spec.Name)
                    : request.Outputs.Select(output => output.Name);
            foreach (var name in wanted)
            {
                var place = given.FindIndex(output => output.Name == name);
                if (place < 0)
                    throw Wrong(context, $"did not give the output '{name}'; it gave {Names(given, response)}");
                response.Outputs.Add(given[place]);
                given.RemoveAt(place);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
        finally
        {
            given.ForEach(output => output.Tensor?.Dispose());
        }
    }

    private static void Own(List<NamedTensor> given, InferenceRequest request)
    {
        for (var i = 0; i < given.Count; i++)
        {
            if (given[i].Tensor is not { } tensor)
                continue;
            var isAnothers =
                request.Inputs.Exists(input => Share(input.Tensor, tensor))
                || given[..i].Exists(other => other.Tensor is not null && Share(other.Tensor, tensor));
            if (isAnothers)
                given[i] = given[i] with { Tensor = Copy(tensor) };
        }
    }

    private static bool Share(Tensor one, Tensor other) =>
        ReferenceEquals(one, other) || (one.ByteLength > 0 && other.ByteLength > 0 && one.Pointer == other.Pointer);

    private static Tensor Copy(Tensor tensor)
    {
        var buffer = TensorBuffer.Rent(tensor.ByteLength);
        tensor.Bytes.CopyTo(buffer.GetSpan());
        return new Tensor(tensor.DataType, tensor.Shape, buffer, tensor.ByteLength);
    }

    private static void Check(
        NamedTensor output,
        List<NamedTensor> given,
        ModelSignature signature,
        HandlerContext context
    )
    {
        var (name, tensor, _) = output;
        if (tensor is null)
            throw Wrong(context, $"gave null as the output '{name}'");
        if (signature.FindOutput(name) is not { } spec)
        {
            throw Wrong(
                context,
                $"gave an output '{name}' that its signature has not; it has {string.Join(", ", signature.Outputs)}"
            );
        }

        if (given.Count(other => other.Name == name) > 1)
            throw Wrong(context, $"gave the output '{name}' twice");
        if (tensor.DataType != spec.DataType || !(spec.HasUnknownRank || spec.Shape.Accepts(tensor.Shape)))
        {
            throw Wrong(
                context,
                $"gave the output '{name}' as {tensor.DataType.Name()} {tensor.Shape}, where its signature has "
                    + $"{spec.DataType.Name()} {spec.Shape} (-1 is free)"
            );
        }
    }

    private static string Names(List<NamedTensor> given, InferenceResponse response)
    {
        var names = response.Outputs.Concat(given).Select(output => $"'{output.Name}'").ToList();
        return names.Count == 0 ? "none" : string.Join(", ", names);
    }

    private static ServingException Wrong(HandlerContext context, string what) =>
        ServingException.Internal($"The handler of model '{context.Name}' version {context.Version} {what}.");
}
