using System.Text.Json;
using Slipway.Inference;
using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>Reads the outputs that a request asks for ("Request Output").</summary>
internal static class OutputListReader
{
    /// <summary>At the property; null asks for all outputs, as leaving it out does.</summary>
    public static async ValueTask ReadAsync(
        JsonCursor cursor,
        MessageContext context,
        List<RequestedOutput> outputs,
        CancellationToken cancellationToken
    )
    {
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType == JsonTokenType.Null)
            return;
        if (cursor.TokenType != JsonTokenType.StartArray)
            throw context.Invalid($"'outputs' must be an array, not {cursor.Describe()}.");

        var names = new NameSet();
        while (true)
        {
            await cursor.ReadAsync(cancellationToken);
            if (cursor.TokenType == JsonTokenType.EndArray)
                return;
            if (outputs.Count == context.Limits.MaxTensors)
                throw context.Invalid($"there are more than {context.Limits.MaxTensors} requested outputs.");
            var output = await ReadOneAsync(cursor, context, outputs.Count + 1, cancellationToken);
            if (!names.Add(output.Name))
                throw context.Invalid($"output {MessageContext.Quote(output.Name)} is asked for twice.");
            outputs.Add(output);
        }
    }

    private static async ValueTask<RequestedOutput> ReadOneAsync(
        JsonCursor cursor,
        MessageContext context,
        int number,
        CancellationToken cancellationToken
    )
    {
        var label = new OutputLabel(number);
        if (cursor.TokenType != JsonTokenType.StartObject)
            throw context.Invalid($"{label} must be an object with a 'name', not {cursor.Describe()}.");

        string? name = null;
        InferenceParameters? parameters = null;
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            if (cursor.NameIs("name"u8))
            {
                await cursor.ReadAsync(cancellationToken);
                if (cursor.TokenType != JsonTokenType.String || name is not null)
                    throw context.Invalid($"{label} must have one 'name', a string.");
                name = cursor.GetName("name of a requested output");
                label.Name = name;
            }
            else if (cursor.NameIs("parameters"u8))
            {
                parameters = await ParameterReader.ReadAsync(cursor, context, label, cancellationToken);
            }
            else
            {
                await cursor.SkipAsync(cancellationToken);
            }
        }

        if (name is null)
            throw context.Invalid($"{label} has no 'name'.");
        OutputEncoding.Check(parameters, BinaryParameters.BinaryData, label, context);
        if (context.SharedMemory() is null && SharedMemoryReference.IsIn(parameters))
            throw context.Unsupported(
                $"{label}: shared memory is not enabled on this server; take it from the response."
            );
        return new RequestedOutput(name, parameters);
    }

    /// <summary>How messages call an output; put into words only where there is a message.</summary>
    private sealed class OutputLabel(int number)
    {
        public string? Name { get; set; }

        public override string ToString() =>
            Name is null ? $"requested output number {number}" : $"requested output {MessageContext.Quote(Name)}";
    }
}
