using System.Text.Json;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Tests.Hosting;

/// <summary>
/// A model with known answers, of the folder that the environment variable <c>SLIPWAY_FIXTURES</c> names; without it the
/// tests that need one are skipped.
/// </summary>
internal sealed class SavedModel
{
    private readonly string _folder;
    private readonly JsonElement _json;

    private SavedModel(string folder)
    {
        _folder = folder;
        _json = Read("fixture.json");
    }

    public string File => Path.Combine(_folder, _json.GetProperty("model").GetString()!);

    /// <summary>The same model in another form.</summary>
    public string Also(string form) => Path.Combine(_folder, _json.GetProperty("also").GetProperty(form).GetString()!);

    public static SavedModel Open(string path)
    {
        var root = Environment.GetEnvironmentVariable("SLIPWAY_FIXTURES");
        Assert.SkipWhen(root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        return new SavedModel(Path.Combine(root!, path));
    }

    /// <summary>The rows that the answers are of.</summary>
    public Tensor Rows(DataType type)
    {
        var (shape, data) = Array(Read("inputs.json").GetProperty("X"));
        var numbers = data.EnumerateArray().Select(value => value.GetDouble()).ToArray();
        return type == DataType.Fp64
            ? Tensor.From<double>(numbers, shape)
            : Tensor.From<float>(numbers.Select(value => (float)value).ToArray(), shape);
    }

    /// <summary>Whether an output is the one that is known.</summary>
    public void Check(string name, Tensor output)
    {
        var (shape, data) = Array(Read("outputs.json").GetProperty(name));
        output.Shape.Should().Be(shape);
        if (output.DataType == DataType.Bytes)
        {
            output.ToStrings().Should().Equal(data.EnumerateArray().Select(value => value.GetString()!));
            return;
        }

        var expected = data.EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var tolerance = _json.GetProperty("tolerance");
        var (relative, absolute) = (
            tolerance.GetProperty("rtol").GetDouble(),
            tolerance.GetProperty("atol").GetDouble()
        );
        Numbers(output)
            .Should()
            .Equal(expected, (mine, known) => Math.Abs(mine - known) <= absolute + (relative * Math.Abs(known)));
    }

    public IEnumerable<string> Outputs =>
        _json.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()!);

    private static double[] Numbers(Tensor tensor) =>
        tensor.DataType switch
        {
            DataType.Fp64 => tensor.AsSpan<double>().ToArray(),
            DataType.Fp32 => [.. tensor.AsSpan<float>().ToArray().Select(value => (double)value)],
            _ => [.. tensor.AsSpan<long>().ToArray().Select(value => (double)value)],
        };

    private static (TensorShape Shape, JsonElement Data) Array(JsonElement array)
    {
        long[] shape = [.. array.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        return (new TensorShape(shape), array.GetProperty("data"));
    }

    private JsonElement Read(string file) =>
        JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(_folder, file))).RootElement;
}
