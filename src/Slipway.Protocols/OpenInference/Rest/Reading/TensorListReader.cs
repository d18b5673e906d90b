using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.OpenInference.SharedMemory;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>
/// Reads the array of input or output tensors, and the binary section behind the JSON. Owns the tensors until
/// <see cref="MoveTo"/>. Not thread-safe.
/// </summary>
internal sealed class TensorListReader(JsonCursor cursor, MessageContext context)
{
    private readonly List<PendingTensor> _tensors = [];
    private BodyExtent _extent;

    // The first of a message is kept for the next one, which rarely has more.
    private readonly PendingTensor _first = new();
    private NameSet _names;
    private long _sharedBytesLeft;

    /// <summary>Starts on a message that has no tensors yet.</summary>
    public void Begin(BodyExtent extent)
    {
        _extent = extent;
        _sharedBytesLeft = extent.MaxBytes;
    }

    /// <summary>At the property of the list.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType != JsonTokenType.StartArray)
            throw context.Invalid($"'{context.TensorNoun}s' must be an array, not {cursor.Describe()}.");
        while (true)
        {
            await cursor.ReadAsync(cancellationToken);
            if (cursor.TokenType == JsonTokenType.EndArray)
                return;
            if (_tensors.Count == context.Limits.MaxTensors)
                throw context.Invalid($"there are more than {context.Limits.MaxTensors} {context.TensorNoun}s.");
            var tensor = _tensors.Count == 0 ? _first : new PendingTensor();
            tensor.Begin(_tensors.Count, context.TensorNoun);
            if (cursor.TokenType != JsonTokenType.StartObject)
                throw context.Invalid($"{tensor} must be an object, not {cursor.Describe()}.");
            _tensors.Add(tensor);
            while (await cursor.ReadFieldAsync(cancellationToken))
            {
                await ReadFieldAsync(tensor, cancellationToken);
            }

            Complete(tensor);
        }
    }

    /// <summary>
    /// Behind the JSON: fills the tensors whose bytes follow it, in order, and finds the end of the body there.
    /// </summary>
    public ValueTask ReadBinaryAsync(PipeReader pipe, CancellationToken cancellationToken) =>
        _extent.HasHeader
            ? BinarySection.ReadAsync(pipe, _tensors, _extent, context, cancellationToken)
            : ValueTask.CompletedTask;

    /// <summary>Hands the tensors over.</summary>
    public void MoveTo(List<NamedTensor> target)
    {
        target.Capacity = _tensors.Count;
        foreach (var tensor in _tensors)
        {
            target.Add(tensor.Detach());
        }
    }

    /// <summary>Gives back whatever has not been handed over.</summary>
    public void Clear()
    {
        foreach (var tensor in _tensors)
        {
            tensor.Release();
        }

        _tensors.Clear();
        _names = default;
    }

    private async ValueTask ReadFieldAsync(PendingTensor tensor, CancellationToken cancellationToken)
    {
        if (cursor.NameIs("name"u8))
        {
            Once(tensor, TensorFields.Name, "name");
            await cursor.ReadAsync(cancellationToken);
            ExpectText(tensor, "name");
            tensor.Name = cursor.GetName("name of a tensor");
            if (!_names.Add(tensor.Name))
                throw context.Invalid($"{tensor} is given twice.");
        }
        else if (cursor.NameIs("datatype"u8))
        {
            Once(tensor, TensorFields.DataType, "datatype");
            await cursor.ReadAsync(cancellationToken);
            ExpectText(tensor, "datatype");
            tensor.DataType = cursor.TryGetDataType(out var type)
                ? type
                : throw context.Invalid(
                    $"{tensor}: {MessageContext.Quote(cursor.GetText("datatype"))} is not a datatype; it is one of "
                        + $"{string.Join(", ", DataTypes.AllNames)}."
                );
        }
        else if (cursor.NameIs("shape"u8))
        {
            Once(tensor, TensorFields.Shape, "shape");
            tensor.Shape = await ShapeReader.ReadAsync(cursor, context, tensor, cancellationToken);
        }
        else if (cursor.NameIs("parameters"u8))
        {
            Once(tensor, TensorFields.Parameters, "parameters");
            tensor.Parameters = await ParameterReader.ReadAsync(cursor, context, tensor, cancellationToken);
        }
        else if (cursor.NameIs("data"u8))
        {
            Once(tensor, TensorFields.Data, "data");
            if (tensor.DataType is not null && tensor.Shape is not null)
            {
                CheckSize(tensor);
                tensor.Tensor = await TensorDataReader.ReadAsync(
                    cursor,
                    context,
                    tensor,
                    _extent.JsonLimit,
                    cancellationToken
                );
            }
            else
            {
                await TensorDataReader.KeepAsync(cursor, tensor, cancellationToken);
            }
        }
        else
        {
            await cursor.SkipAsync(cancellationToken);
        }
    }

    /// <summary>All fields are there: checks that they are enough, and makes the tensor of what was kept.</summary>
    private void Complete(PendingTensor tensor)
    {
        if (tensor.Name is null)
            throw context.Invalid($"{tensor} has no 'name'.");
        if (tensor.DataType is null)
            throw context.Invalid($"{tensor} has no 'datatype', for example \"FP32\".");
        if (tensor.Shape is null)
            throw context.Invalid($"{tensor} has no 'shape', for example [1, 4].");
        CheckSize(tensor);

        var hasData = (tensor.Seen & TensorFields.Data) != TensorFields.None;
        if (tensor.Parameters is { } parameters && parameters.TryGet(BinaryParameters.BinaryDataSize, out var size))
        {
            if (hasData || SharedMemoryReference.IsIn(parameters))
            {
                var other = hasData ? "'data'" : "'shared_memory_region'";
                throw context.Invalid($"{tensor} has both {other} and 'binary_data_size'; send one of them.");
            }

            tensor.BinaryLength = BinarySection.CheckLength(tensor, size, _extent, context);
            parameters.Remove(BinaryParameters.BinaryDataSize);
        }
        else if (SharedMemoryReference.IsIn(tensor.Parameters))
        {
            if (hasData)
                throw context.Invalid($"{tensor} has both 'data' and 'shared_memory_region'; send one of them.");
            tensor.Tensor = ReadShared(tensor);
        }
        else if (!hasData)
        {
            throw context.Invalid(
                $"{tensor} has no values: give 'data', or parameter 'binary_data_size' and its bytes behind the JSON."
            );
        }

        if (tensor.Text is null)
            return;
        tensor.Tensor = TensorDataReader.ParseKept(context, tensor);
        tensor.Text.Dispose();
        tensor.Text = null;
    }

    private Tensor ReadShared(PendingTensor tensor)
    {
        try
        {
            SharedMemoryReference.Check(tensor.Parameters, context.SharedMemory());
            var reference = SharedMemoryReference.Read(tensor.Parameters)!.Value;
            SharedMemoryReference.RemoveFrom(tensor.Parameters!);
            return SharedMemoryInput.Read(
                reference,
                context.SharedMemory()!,
                tensor.DataType!.Value,
                tensor.Shape!.Value,
                ref _sharedBytesLeft
            );
        }
        catch (ServingException failure)
        {
            throw context.Explain(tensor, failure);
        }
    }

    private void CheckSize(PendingTensor tensor)
    {
        try
        {
            Tensor.ByteLengthOf(tensor.DataType!.Value, tensor.Shape!.Value);
        }
        catch (ServingException e)
        {
            throw e.Code == ServingErrorCode.TooLarge
                ? context.TooLarge($"{tensor}: {e.Message}")
                : context.Invalid($"{tensor}: {e.Message}");
        }
    }

    private void Once(PendingTensor tensor, TensorFields field, string name)
    {
        if ((tensor.Seen & field) != TensorFields.None)
            throw context.Invalid($"{tensor} has '{name}' twice.");
        tensor.Seen |= field;
    }

    private void ExpectText(PendingTensor tensor, string field)
    {
        if (cursor.TokenType != JsonTokenType.String)
            throw context.Invalid($"'{field}' of {tensor} must be a string, not {cursor.Describe()}.");
    }
}
