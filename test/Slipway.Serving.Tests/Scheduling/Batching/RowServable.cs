using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Tests.Scheduling.Batching;

/// <summary>
/// FP32 <c>x</c> [-1, -1] and BYTES <c>name</c> [-1] in; of each row <c>sum</c> [-1], <c>double</c> [-1, -1] and the name
/// as <c>echo</c> [-1] out. Can be spoilt in the ways that real models are.
/// </summary>
internal sealed class RowServable : IServable
{
    private int _executions;
    private int _mostRows;

    public ModelSignature Signature { get; init; } =
        new(
            [
                new TensorSpec("x", DataType.Fp32, new TensorShape(-1, -1)),
                new TensorSpec("name", DataType.Bytes, new TensorShape(-1)),
            ],
            [
                new TensorSpec("sum", DataType.Fp32, new TensorShape(-1)),
                new TensorSpec("double", DataType.Fp32, new TensorShape(-1, -1)),
                new TensorSpec("echo", DataType.Bytes, new TensorShape(-1)),
            ]
        );

    public ModelDetails Details { get; } = new("fake", []);

    public int Concurrency { get; init; } = 1;

    /// <summary>What an execution waits for, by its number from 1.</summary>
    public Func<int, Task> Gate { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Spoils the sums, given the whole of <c>x</c>: a model whose rows influence each other.</summary>
    public Func<float[], float> Influence { get; init; } = static _ => 0;

    /// <summary>Fails on a row with this sum.</summary>
    public float? Poison { get; init; }

    /// <summary>Answers a batch with one row less.</summary>
    public bool LosesARow { get; init; }

    public int Executions => Volatile.Read(ref _executions);

    public int MostRows => Volatile.Read(ref _mostRows);

    public async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        await Gate(Interlocked.Increment(ref _executions)).WaitAsync(cancellationToken);
        var x = request.FindInput("x")!.Value.Tensor;
        var (rows, length) = ((int)x.Shape[0], (int)x.Shape[1]);
        InterlockedMax(rows);
        var influence = Influence(x.AsSpan<float>().ToArray());
        var sums = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            foreach (var value in x.AsSpan<float>().Slice(row * length, length))
            {
                sums[row] += value;
            }

            if (sums[row] == Poison)
                throw new Errors.ServingException(Errors.ServingErrorCode.InvalidArgument, "the row is poisoned");
            sums[row] += influence;
        }

        var doubled = x.AsSpan<float>().ToArray();
        for (var i = 0; i < doubled.Length; i++)
        {
            doubled[i] *= 2;
        }

        var kept = LosesARow && rows > 1 ? rows - 1 : rows;
        var response = new InferenceResponse();
        response.Outputs.Add(new NamedTensor("sum", Tensor.From<float>(sums.AsSpan(0, kept), new TensorShape(kept))));
        response.Outputs.Add(new NamedTensor("double", Tensor.From<float>(doubled, new TensorShape(rows, length))));
        if (request.FindInput("name") is { } name)
            response.Outputs.Add(
                new NamedTensor("echo", Tensor.FromStrings(name.Tensor.ToStrings(), new TensorShape(rows)))
            );
        return response;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A request of rows, each of <paramref name="length"/> equal numbers.</summary>
    public static InferenceRequest Request(int length, params float[] rows)
    {
        var request = new InferenceRequest { Model = new ModelSelector("m") };
        var values = rows.SelectMany(row => Enumerable.Repeat(row, length)).ToArray();
        request.Inputs.Add(new NamedTensor("x", Tensor.From<float>(values, new TensorShape(rows.Length, length))));
        var names = rows.Select(row => new string('n', (int)Math.Abs(row) % 5) + row);
        request.Inputs.Add(new NamedTensor("name", Tensor.FromStrings(names, new TensorShape(rows.Length))));
        return request;
    }

    /// <summary>Holds an answer to <see cref="Request"/> against what it must be.</summary>
    public static void Check(InferenceResponse response, int length, params float[] rows)
    {
        response.Outputs.Select(output => output.Name).Should().Equal("sum", "double", "echo");
        response.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(rows.Select(row => row * length));
        response.Outputs[1].Tensor.Shape.Should().Be(new TensorShape(rows.Length, length));
        response
            .Outputs[1]
            .Tensor.AsSpan<float>()
            .ToArray()
            .Should()
            .Equal(rows.SelectMany(row => Enumerable.Repeat(row * 2, length)));
        response
            .Outputs[2]
            .Tensor.ToStrings()
            .Should()
            .Equal(rows.Select(row => new string('n', (int)Math.Abs(row) % 5) + row));
    }

    private void InterlockedMax(int rows)
    {
        var seen = Volatile.Read(ref _mostRows);
        while (rows > seen)
        {
            seen = Interlocked.CompareExchange(ref _mostRows, rows, seen);
        }
    }
}
