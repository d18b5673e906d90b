using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Predict;

public sealed class PredictCommandTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private LengthServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await LengthServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Predict_Csv_KeepsColumnsAndOrder()
    {
        _folder.Write("in.csv", "id,text,times\r\n7,\"a, \"\"b\"\"\nc\",2\r\n8,äöü,\r\n");

        var result = await RunAsync("in.csv", "out.jsonl");

        result.Code.Should().Be(0, result.Error);
        result.Error.Should().Contain("2 rows answered by length version 3");
        Lines("out.jsonl")
            .Should()
            .Equal(
                """{"id":"7","text":"a, \"b\"\nc","times":"2","prediction":{"length":16,"words":["a, \"b\"\nc"]}}""",
                """{"id":"8","text":"äöü","times":"","prediction":{"length":3,"words":["äöü"]}}"""
            );
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo("in.csv", "out.jsonl");
    }

    [Fact]
    public async Task Predict_ManyRowsInManyRequests_StayInOrder()
    {
        var texts = Enumerable.Range(1, 997).Select(length => new string('x', 1 + (length % 50))).ToArray();
        _folder.Write("in.jsonl", string.Join('\n', texts.Select(text => $$"""{"text":"{{text}}"}""")));

        var result = await RunAsync("in.jsonl", "out.csv", "--batch", "10", "--concurrency", "7");

        result.Code.Should().Be(0, result.Error);
        var rows = Lines("out.csv");
        rows[0].Should().Be("text,prediction.length,prediction.words");
        rows.Skip(1).Should().Equal(texts.Select(text => $"{text},{text.Length},\"[\"\"{text}\"\"]\""));
        _server.Asked.Should().HaveCount(100);
    }

    [Fact]
    public async Task Predict_BadRows_GoToTheSideFileWithTheReason()
    {
        _folder.Write("in.jsonl", "{\"text\":\"a\"}\nnonsense\n{\"text\":\"bad\"}\n\n{\"text\":\"bcd\"}");

        var result = await RunAsync("in.jsonl", "out.jsonl");

        result.Code.Should().Be(0, result.Error);
        result
            .Error.Should()
            .Contain("2 rows answered")
            .And.Contain("2 rows refused")
            .And.Contain("out.jsonl.errors.jsonl");
        Lines("out.jsonl").Should().HaveCount(2);
        var errors = Lines("out.jsonl.errors.jsonl").Select(line => JsonElement.Parse(line)).ToArray();
        errors.Select(error => error.GetProperty("row").GetInt64()).Should().Equal(2, 3);
        errors[0].GetProperty("error").GetString().Should().Contain("no JSON");
        errors[1].GetProperty("error").GetString().Should().Be("'text' is bad.");
        errors[0].GetProperty("input").GetString().Should().Be("nonsense");
        errors[1].GetProperty("input").GetProperty("text").GetString().Should().Be("bad");
        result.Error.Should().Contain("Row 2: The line is no JSON");
    }

    [Fact]
    public async Task Predict_CsvRowOfAnotherLength_IsABadRow()
    {
        _folder.Write("in.csv", "id,text\n1,a\n2\n3,b\n");
        var result = await RunAsync("in.csv", "out.csv");
        result.Code.Should().Be(0, result.Error);
        Lines("out.csv.errors.jsonl")
            .Should()
            .ContainSingle()
            .Which.Should()
            .Contain("1 values where the header has 2");
    }

    [Fact]
    public async Task Predict_MapSetAndKeep_DoWhatTheySay()
    {
        _folder.Write("in.csv", "id,review\n1,ab\n");

        var result = await RunAsync("in.csv", "out.jsonl", "--map", "text=review", "--set", "times=5", "--keep", "id");

        result.Code.Should().Be(0, result.Error);
        Lines("out.jsonl").Should().Equal("""{"id":"1","prediction":{"length":10,"words":["ab"]}}""");
    }

    [Fact]
    public async Task Predict_KeepOfAColumnThatIsNotThere_IsRefused()
    {
        _folder.Write("in.csv", "id,text\n1,ab\n");
        var result = await RunAsync("in.csv", "out.csv", "--keep", "id,name");
        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("--keep name").And.Contain("id, text");
        File.Exists(_folder["out.csv"]).Should().BeFalse();
    }

    [Fact]
    public async Task Predict_OneColumnOfAnotherName_IsWhatTheModelNeeds()
    {
        _folder.Write("in.csv", "headline\nabc\n");
        (await RunAsync("in.csv", "out.jsonl")).Code.Should().Be(0);
        Lines("out.jsonl").Single().Should().Contain("\"length\":3");
    }

    [Theory]
    [InlineData("in.csv", "out.csv", "--map", "text", "*--map text*text=review*")]
    [InlineData("in.csv", "out.csv", "--map", "txt=a", "*takes no 'txt'*'text', 'times', 'loud'*")]
    [InlineData("in.csv", "out.csv", "--map", "text=c", "*no column 'c'*'a', 'b'*")]
    [InlineData("in.csv", "out.csv", "--batch", "0", "*--batch*1 to 10000*")]
    [InlineData("in.csv", "out.csv", "--batch", "4", "*needs 'text'*'a', 'b'*--map text=COLUMN*")]
    [InlineData("in.csv", "out.xls", "--batch", "4", "*out.xls*.csv, .tsv, .jsonl*")]
    [InlineData("no.csv", "out.csv", "--batch", "4", "*no.csv is not there*")]
    [InlineData("in.csv", "in.csv", "--batch", "4", "*three files*")]
    [InlineData("in.csv", "out.csv", "--errors", "in.csv", "*three files*")]
    [InlineData("in.csv", "out.csv", "--errors", "no/errors.jsonl", "*folder of*")]
    [InlineData("in.csv", "no/out.csv", "--batch", "4", "*folder of*")]
    [InlineData("in.parquet", "out.csv", "--batch", "4", "*in.parquet is no Parquet file*")]
    public async Task Predict_Wrong_SaysWhat(string input, string output, string option, string value, string message)
    {
        _folder.Write("in.csv", "a,b\n1,2\n");
        _folder.Write("in.parquet", "no parquet");
        var result = await RunAsync(input, output, option, option == "--errors" ? _folder[value] : value);
        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Match(message);
        File.Exists(_folder[output]).Should().Be(input == output);
    }

    [Fact]
    public async Task Predict_OutputThatIsThere_IsNotTouched()
    {
        _folder.Write("in.csv", "text\na\n");
        _folder.Write("out.csv", "mine");
        var result = await RunAsync("in.csv", "out.csv");
        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("--overwrite");
        (await File.ReadAllTextAsync(_folder["out.csv"], Token)).Should().Be("mine");

        (await RunAsync("in.csv", "out.csv", "--overwrite")).Code.Should().Be(0);
        Lines("out.csv").Should().HaveCount(2);
    }

    [Theory]
    [InlineData("out.jsonl")]
    [InlineData("out.csv")]
    public async Task Predict_ServerFailsHalfWay_ResumeDoesTheRestOnce(string output)
    {
        var texts = Enumerable.Range(1, 100).Select(n => n % 10 == 0 ? "bad" : $"text{n}").ToArray();
        _folder.Write("in.csv", "text\n" + string.Join('\n', texts) + "\n");
        _server.Healthy = 6;

        var failed = await RunAsync("in.csv", output, "--batch", "10", "--concurrency", "3");

        failed.Code.Should().Be(ExitCodes.RequestRefused);
        failed.Error.Should().Contain("The engine is gone.").And.Contain("--resume");
        File.Exists(_folder[output]).Should().BeFalse();
        (await RunAsync("in.csv", output)).Error.Should().Contain("interrupted").And.Contain("--resume");

        _server.Healthy = int.MaxValue;
        var resumed = await RunAsync("in.csv", output, "--batch", "10", "--resume");
        resumed.Code.Should().Be(0, resumed.Error);
        resumed.Error.Should().Contain("90 rows answered").And.Contain("10 rows refused");
        var rows = Lines(output).Where(line => line.Contains("text", StringComparison.Ordinal)).ToArray();
        rows.Where(row => !row.StartsWith("text,", StringComparison.Ordinal)).Should().HaveCount(90);
        Lines(output + ".errors.jsonl").Should().HaveCount(10);
        _server.Asked.SelectMany(asked => asked).Should().HaveCountLessThanOrEqualTo(130).And.Contain("text99");
    }

    [Fact]
    public async Task Predict_NothingAnswered_LeavesNothing()
    {
        _folder.Write("in.csv", "text\na\n");
        _server.Healthy = 0;
        (await RunAsync("in.csv", "out.csv")).Code.Should().Be(ExitCodes.RequestRefused);
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Should().Equal("in.csv");
    }

    [Fact]
    public async Task Predict_ResumeWithAnotherInputOrVersion_IsRefused()
    {
        _folder.Write("in.csv", "text\na\nb\n");
        _server.Healthy = 1;
        (await RunAsync("in.csv", "out.csv", "--batch", "1", "-c", "1")).Code.Should().Be(ExitCodes.RequestRefused);

        _server.Healthy = int.MaxValue;
        _server.Version = 4;
        (await RunAsync("in.csv", "out.csv", "--resume")).Error.Should().Contain("version 3").And.Contain("version 4");
        _server.Version = 3;
        _folder.Write("in.csv", "text\na\nb\nc\n");
        (await RunAsync("in.csv", "out.csv", "--resume")).Error.Should().Contain("was changed since");
    }

    [Fact]
    public async Task Predict_Parquet_TypesGoInAndComeOut()
    {
        await WriteParquetAsync(_folder["in.parquet"]);

        var result = await RunAsync("in.parquet", "out.parquet");

        result.Code.Should().Be(0, result.Error);
        await using var reader = await ParquetReader.CreateAsync(_folder["out.parquet"], cancellationToken: Token);
        reader
            .Schema.DataFields.Select(field =>
                (field.Name, field.ClrType == typeof(ReadOnlyMemory<char>) ? typeof(string) : field.ClrType)
            )
            .Should()
            .Equal(
                ("text", typeof(string)),
                ("times", typeof(long)),
                ("weight", typeof(double)),
                ("prediction.length", typeof(long)),
                ("prediction.words", typeof(string))
            );
        using var group = reader.OpenRowGroupReader(0);
        var lengths = new long?[3];
        await group.ReadAsync(reader.Schema.DataFields[3], lengths.AsMemory(), cancellationToken: Token);
        lengths.Should().Equal(6, 2, 0);
        var weights = new double?[3];
        await group.ReadAsync(reader.Schema.DataFields[2], weights.AsMemory(), cancellationToken: Token);
        weights.Should().Equal(0.5, null, -1);
    }

    private static async Task WriteParquetAsync(string path)
    {
        var fields = new[]
        {
            new DataField("text", typeof(string), isNullable: true),
            new DataField("times", typeof(int), isNullable: true),
            new DataField("weight", typeof(double), isNullable: true),
        };
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(fields),
            file,
            cancellationToken: Token
        );
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(fields[0], new[] { "abc", "de", "" });
        await group.WriteAsync(fields[1], (ReadOnlyMemory<int?>)new int?[] { 2, null, 3 }, cancellationToken: Token);
        await group.WriteAsync(
            fields[2],
            (ReadOnlyMemory<double?>)new double?[] { 0.5, null, -1 },
            cancellationToken: Token
        );
    }

    private async Task<CliResult> RunAsync(string input, string output, params string[] more)
    {
        using var host = new CliHost();
        string[] arguments =
        [
            "predict",
            $"{_server.Address}/models/length",
            "--in",
            _folder[input],
            "--out",
            _folder[output],
        ];
        return await host.RunAsync([.. arguments, .. more]);
    }

    private string[] Lines(string file) => File.ReadAllLines(_folder[file]);
}
