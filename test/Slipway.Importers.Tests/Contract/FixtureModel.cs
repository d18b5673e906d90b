using Slipway.Runtimes.TestKit;
using Slipway.Tensors;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Contract;

/// <summary>A model of the fixtures for the kit, whose cases are the rows of its known answers.</summary>
internal static class FixtureModel
{
    /// <param name="path">The fixture's, below the root.</param>
    /// <param name="answers">That of the answers, where it has several.</param>
    /// <param name="mainFile">The file that matters, where the model is a folder.</param>
    /// <param name="names">What the model calls its tensors where the fixture calls them otherwise.</param>
    public static ContractModel Of(
        string path,
        string? answers = null,
        string? mainFile = null,
        IReadOnlyDictionary<string, string>? names = null
    )
    {
        var fixture = ModelFixture.Open(path);
        var known = answers is null ? fixture : ModelFixture.Open(Path.Combine(path, answers));
        var model = Path.Combine(ModelFixture.Root!, path, fixture.Json.GetProperty("model").GetString()!);
        var rows = known.Inputs[0].Value.Shape[0];
        return new ContractModel
        {
            Write = folder => Copy(model, folder),
            MainFile = mainFile,
            HasRows = true,
            Tolerance = 1e-4,
            Case = number =>
            {
                var @case = new ContractCase();
                foreach (var (name, array) in known.Inputs)
                {
                    @case.Input(
                        names?.GetValueOrDefault(name) ?? name,
                        TypeOf(array),
                        Row(array, number % rows),
                        RowShape(array)
                    );
                }

                foreach (var (name, array) in known.Outputs)
                {
                    @case.Output(
                        names?.GetValueOrDefault(name) ?? name,
                        TypeOf(array),
                        Row(array, number % rows),
                        RowShape(array)
                    );
                }

                return @case;
            },
        };
    }

    private static byte[] Row(NumpyArray array, int row)
    {
        var size = array.Bytes.Length / array.Shape[0];
        return array.Bytes[(row * size)..((row + 1) * size)];
    }

    private static long[] RowShape(NumpyArray array) => [1, .. array.Shape[1..].Select(size => (long)size)];

    private static DataType TypeOf(NumpyArray array) =>
        array.Type switch
        {
            "f4" => DataType.Fp32,
            "f8" => DataType.Fp64,
            "i4" => DataType.Int32,
            "i8" => DataType.Int64,
            _ => throw new NotSupportedException(array.Type),
        };

    private static string Copy(string model, string folder)
    {
        var target = Path.Combine(folder, Path.GetFileName(model));
        ModelFixture.Copy(model, File.Exists(model) ? folder : target);
        return target;
    }
}
