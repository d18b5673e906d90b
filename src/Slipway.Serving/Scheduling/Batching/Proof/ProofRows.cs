using System.Globalization;
using System.Runtime.InteropServices;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Batching.Proof;

/// <summary>
/// Requests of one row each, all different: from the samples of the package as far as there are, else made up. Numbers
/// differ in size from row to row, so that a model which scales over the whole batch gives itself away; ids stay inside the
/// table that they are looked up in, and are 0 or 1 where none is known.
/// </summary>
internal sealed class ProofRows(ModelPackage package, ModelSignature signature, ModelDetails details)
{
    /// <summary>Rows that a proof is made with.</summary>
    public const int Count = 8;

    private const int Seed = 20_241;
    private const int WordLength = 6;

    private static readonly float[] Scales = [1, 0.25f, 4, 0.5f, 2, 0.125f, 8, 1.5f];

    /// <param name="samples">Of the package; they stay the caller's.</param>
    /// <param name="extent">Of dimensions that are free and that no sample says.</param>
    /// <param name="plan">Says which inputs may differ in length; rows then do.</param>
    public List<InferenceRequest> Make(IReadOnlyList<InferenceRequest> samples, long extent, BatchPlan plan)
    {
        var rows = new List<InferenceRequest>();
        try
        {
            foreach (var sample in samples.Where(sample => BatchFit.Rows(sample) > 0))
            {
                AddRows(rows, sample, plan);
            }

            var model = rows.Count > 0 ? rows[0] : null;
            while (rows.Count < Count)
            {
                rows.Add(MakeUp(rows.Count, model, extent, plan));
            }

            return rows;
        }
        catch
        {
            rows.ForEach(row => row.Dispose());
            throw;
        }
    }

    private static void AddRows(List<InferenceRequest> rows, InferenceRequest sample, BatchPlan plan)
    {
        var fit = new BatchFit(plan);
        var parts = BatchFit.Rows(sample);
        for (var i = 0; i < parts && rows.Count < Count; i++)
        {
            var row = new InferenceRequest { Model = sample.Model };
            foreach (var input in sample.Inputs)
            {
                row.Inputs.Add(input with { Tensor = RowOf(input.Tensor, i) });
            }

            if (rows.Count == 0 || fit.Fits(rows[0], row))
                rows.Add(row);
            else
                row.Dispose();
        }
    }

    private static Tensor RowOf(Tensor tensor, int row)
    {
        var dims = tensor.Shape.Dimensions.ToArray();
        var rows = dims[0];
        dims[0] = 1;
        var shape = TensorShape.Wrap(dims);
        if (tensor.DataType == DataType.Bytes)
        {
            var perRow = (int)(tensor.ElementCount / rows);
            return Tensor.FromStrings(tensor.ToStrings().AsSpan(row * perRow, perRow).ToArray(), shape);
        }

        var part = Tensor.Allocate(tensor.DataType, shape);
        tensor.Bytes.Slice(row * part.ByteLength, part.ByteLength).CopyTo(part.Bytes);
        return part;
    }

    private InferenceRequest MakeUp(int row, InferenceRequest? model, long extent, BatchPlan plan)
    {
        var random = new Random(Seed + row);
        var request = new InferenceRequest { Model = new ModelSelector(package.Name, package.Version) };
        foreach (var spec in signature.Inputs)
        {
            // The samples show which inputs may be left out.
            var known = model?.FindInput(spec.Name)?.Tensor.Shape;
            if (model is not null && known is null)
                continue;
            var dims = (known ?? spec.Shape).Dimensions.ToArray();
            for (var axis = 0; axis < dims.Length; axis++)
            {
                dims[axis] =
                    axis == 0 ? 1
                    : dims[axis] < 0 ? extent
                    : dims[axis];
            }

            if (plan.Padding.TryGetValue(spec.Name, out var padding) && spec.Shape[padding.Axis] < 0)
                dims[padding.Axis] += row % 3;
            request.Inputs.Add(new NamedTensor(spec.Name, Fill(spec, TensorShape.Wrap(dims), random, Scales[row])));
        }

        return request;
    }

    private Tensor Fill(TensorSpec spec, TensorShape shape, Random random, float scale)
    {
        if (spec.DataType == DataType.Bytes)
        {
            shape.TryGetElementCount(out var count);
            return Tensor.FromStrings(Enumerable.Range(0, (int)count).Select(_ => Word(random)), shape);
        }

        var tensor = Tensor.Allocate(spec.DataType, shape);
        var limit = details.IdLimits.GetValueOrDefault(spec.Name);
        switch (spec.DataType)
        {
            case DataType.Fp32:
                Set<float>(tensor, () => Number(random, scale));
                break;
            case DataType.Fp64:
                Set<double>(tensor, () => Number(random, scale));
                break;
            case DataType.Fp16:
                Set(tensor, () => (Half)Number(random, scale));
                break;
            case DataType.BF16:
                Set(tensor, () => (ushort)(BitConverter.SingleToUInt32Bits(Number(random, scale)) >> 16));
                break;
            default:
                FillIds(tensor, random, limit);
                break;
        }

        return tensor;
    }

    // Little-endian: the low bytes of an id are the id.
    private static void FillIds(Tensor tensor, Random random, long limit)
    {
        var size = tensor.DataType.ElementSize();
        var bytes = tensor.Bytes;
        Span<byte> id = stackalloc byte[sizeof(long)];
        for (var at = 0; at < bytes.Length; at += size)
        {
            // Mostly 1 where nothing is known: masks are such inputs, and nothing can be said of what is masked altogether.
            MemoryMarshal.Write(
                id,
                limit > 0 ? random.NextInt64(limit)
                    : random.Next(8) == 0 ? 0L
                    : 1L
            );
            id[..size].CopyTo(bytes[at..]);
        }
    }

    private static void Set<T>(Tensor tensor, Func<T> next)
        where T : unmanaged
    {
        foreach (ref var element in tensor.AsSpan<T>())
        {
            element = next();
        }
    }

    private static float Number(Random random, float scale) => ((random.NextSingle() * 2) - 1) * scale;

    private static string Word(Random random) =>
        random.NextInt64((long)Math.Pow(10, WordLength)).ToString(CultureInfo.InvariantCulture);
}
