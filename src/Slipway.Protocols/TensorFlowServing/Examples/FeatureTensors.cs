using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>Turns the columns of a batch into the inputs of a model, by name.</summary>
internal static class FeatureTensors
{
    public static void Write(ExampleBatch batch, ModelSignature signature, bool keep, List<NamedTensor> inputs)
    {
        foreach (var column in batch.Columns)
        {
            if (signature.FindInput(column.Name) is null)
            {
                throw batch.Invalid(
                    $"feature {ExampleBatch.Show(column.Name)} is no input of the model. "
                        + $"Its inputs: {string.Join(", ", signature.Inputs)}."
                );
            }
        }

        var lengths = Lengths(batch);
        foreach (var spec in signature.Inputs)
        {
            var column = batch.Columns.Find(column => column.Name == spec.Name);
            if (column is not null)
                inputs.Add(new NamedTensor(spec.Name, Make(batch, column, lengths[column.Index], spec, keep)));
            else if (!spec.IsOptional)
                throw Missing(batch, spec.Name, 0);
        }
    }

    public static ServingException ContextTooLarge(ExampleBatch batch, long bytes) =>
        batch.TooLarge(
            $"the context of {bytes} bytes goes to each of {batch.Count} examples, which is over the limit of "
                + $"{batch.Limits.MaxContextBytes} bytes; send fewer examples at a time."
        );

    /// <summary>How many values every example has in each column.</summary>
    private static int[] Lengths(ExampleBatch batch)
    {
        var lengths = new int[batch.Columns.Count];
        var examples = new int[batch.Columns.Count];
        for (var example = 0; example < batch.Count; example++)
        {
            foreach (var (column, values) in batch.FeaturesOf(example))
            {
                if (examples[column] != example)
                    throw Missing(batch, batch.Columns[column].Name, examples[column]);
                if (example == 0)
                    lengths[column] = values;
                else if (lengths[column] != values)
                {
                    throw batch.Invalid(
                        $"feature {ExampleBatch.Show(batch.Columns[column].Name)} has {lengths[column]} values in example "
                            + $"0, but {values} in example {example}; all examples of a request need as many."
                    );
                }

                examples[column]++;
            }
        }

        foreach (var column in batch.Columns)
        {
            if (column.IsContext)
                lengths[column.Index] = column.Count;
            else if (examples[column.Index] != batch.Count)
                throw Missing(batch, column.Name, examples[column.Index]);
        }

        return lengths;
    }

    private static Tensor Make(ExampleBatch batch, FeatureColumn column, int length, TensorSpec spec, bool keep)
    {
        var shape = Shape(batch, column, length, spec);
        if (!column.IsContext && !keep)
            return FeatureElements.ToTensor(batch, column, length, spec.DataType, shape);
        if (column.IsContext && column.Bytes.Length * (long)batch.Count > batch.Limits.MaxContextBytes)
            throw ContextTooLarge(batch, column.Bytes.Length);
        using var repeated = column.Repeat(column.IsContext ? batch.Count : 1);
        return FeatureElements.ToTensor(batch, repeated, length, spec.DataType, shape);
    }

    /// <summary>The batch, and the input's other dimensions around the values of one example.</summary>
    private static TensorShape Shape(ExampleBatch batch, FeatureColumn column, int length, TensorSpec spec)
    {
        if (spec.HasUnknownRank)
            return new TensorShape(batch.Count, length);
        if (spec.Shape.Rank == 0)
        {
            return batch.Count == 1 && length == 1
                ? TensorShape.Scalar
                : throw batch.Invalid(
                    $"input '{spec.Name}' is a single value without a batch; send one example with one value."
                );
        }

        var dims = spec.Shape.Dimensions.ToArray();
        dims[0] = batch.Count;
        var (known, free) = (1L, -1);
        for (var i = 1; i < dims.Length; i++)
        {
            if (dims[i] >= 0)
            {
                known *= dims[i];
                continue;
            }

            if (free >= 0)
            {
                throw batch.Invalid(
                    $"input '{spec.Name}' has the shape {spec.Shape} with more than one free dimension behind the batch, "
                        + "which the values of an example do not tell; use :predict."
                );
            }

            free = i;
        }

        if (free >= 0 && known > 0 && length % known == 0)
            dims[free] = length / known;
        else if (free >= 0 || known != length)
        {
            throw batch.Invalid(
                $"feature {ExampleBatch.Show(column.Name)} has {length} values in each example, which do not fill "
                    + $"the input '{spec}' behind its batch dimension."
            );
        }

        return TensorShape.Wrap(dims);
    }

    private static ServingException Missing(ExampleBatch batch, string feature, int example) =>
        batch.Invalid($"example {example} has no feature {ExampleBatch.Show(feature)}, which the model needs.");
}
