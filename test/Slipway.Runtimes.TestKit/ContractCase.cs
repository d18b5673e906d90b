using System.Runtime.InteropServices;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Runtimes.TestKit;

/// <summary>A request and the answer that is right. Values are kept, so that tensors can be made of them again and again.</summary>
public sealed class ContractCase
{
    private readonly List<(string Name, DataType Type, long[] Shape, byte[] Bytes)> _inputs = [];
    private readonly List<(string Name, DataType Type, long[] Shape, byte[] Bytes)> _outputs = [];

    public IEnumerable<string> InputNames => _inputs.Select(input => input.Name);

    public IEnumerable<string> OutputNames => _outputs.Select(output => output.Name);

    public ContractCase Input<T>(string name, T[] values, params long[] shape)
        where T : unmanaged
    {
        _inputs.Add((name, DataTypes.Of<T>()!.Value, shape, MemoryMarshal.AsBytes<T>(values).ToArray()));
        return this;
    }

    public ContractCase Output<T>(string name, T[] values, params long[] shape)
        where T : unmanaged
    {
        _outputs.Add((name, DataTypes.Of<T>()!.Value, shape, MemoryMarshal.AsBytes<T>(values).ToArray()));
        return this;
    }

    /// <summary>Values as they lie in memory.</summary>
    public ContractCase Input(string name, DataType type, byte[] bytes, params long[] shape)
    {
        _inputs.Add((name, type, shape, bytes));
        return this;
    }

    /// <summary>Values as they lie in memory.</summary>
    public ContractCase Output(string name, DataType type, byte[] bytes, params long[] shape)
    {
        _outputs.Add((name, type, shape, bytes));
        return this;
    }

    /// <summary>Several cases of one row each as one of so many rows.</summary>
    public static ContractCase Together(IReadOnlyList<ContractCase> rows)
    {
        var all = new ContractCase();
        Add(all._inputs, [.. rows.Select(row => row._inputs)]);
        Add(all._outputs, [.. rows.Select(row => row._outputs)]);
        return all;
    }

    public InferenceRequest Request(string model)
    {
        var request = new InferenceRequest { Model = new ModelSelector(model) };
        foreach (var (name, type, shape, bytes) in _inputs)
        {
            var tensor = Tensor.Allocate(type, new TensorShape(shape));
            bytes.CopyTo(tensor.Bytes);
            request.Inputs.Add(new NamedTensor(name, tensor));
        }

        return request;
    }

    /// <summary>Holds an answer against what is right.</summary>
    public void Check(InferenceResponse response, double tolerance)
    {
        response.Outputs.Select(output => output.Name).Should().Contain(OutputNames);
        foreach (var (name, type, shape, bytes) in _outputs)
        {
            var given = response.Outputs.First(output => output.Name == name).Tensor;
            given.DataType.Should().Be(type, "output '{0}'", name);
            given.Shape.AsArray().Should().Equal(shape, "output '{0}'", name);
            var (right, answer) = (Values(type, bytes), Values(type, given.Bytes));
            for (var i = 0; i < right.Length; i++)
            {
                var bound = tolerance * (1 + Math.Abs(right[i]));
                if (!(Math.Abs(answer[i] - right[i]) <= bound) && !answer[i].Equals(right[i]))
                    Assert.Fail($"Output '{name}', element {i}: {answer[i]} instead of {right[i]} ± {bound}.");
            }
        }
    }

    private static void Add(
        List<(string Name, DataType Type, long[] Shape, byte[] Bytes)> all,
        IReadOnlyList<List<(string Name, DataType Type, long[] Shape, byte[] Bytes)>> rows
    )
    {
        for (var i = 0; i < rows[0].Count; i++)
        {
            var (name, type, shape, _) = rows[0][i];
            all.Add((name, type, [rows.Count, .. shape[1..]], [.. rows.SelectMany(row => row[i].Bytes)]));
        }
    }

    private static double[] Values(DataType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            DataType.Fp32 => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (double)value)],
            DataType.Fp64 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
            DataType.Int32 => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(value => (double)value)],
            DataType.Int64 => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (double)value)],
            _ => [.. bytes.ToArray().Select(value => (double)value)],
        };
}
