using System.Text;
using Slipway.Cli.Predict.Rows;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Predict.Rows;

public sealed class RowFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("in.csv", "text\nAda; she said so.\n\"a, b\"\n", "text=Ada; she said so.", "text=a, b")]
    [InlineData("in.csv", "id;text\n1;a, b, c\n2;d\n", "id=1|text=a, b, c", "id=2|text=d")]
    [InlineData("in.csv", "\"a,b,c\";d\n1;2\n", "a,b,c=1|d=2")]
    [InlineData("in.tsv", "a,b\tc\n1\t2,3\n", "a,b=1|c=2,3")]
    [InlineData("in.csv", "\uFEFFa,b\r\n1,\"x\r\ny\"\r\n", "a=1|b=x\r\ny")]
    public async Task Csv_SeparatorOfItsHeader_IsThatOfItsRows(string name, string content, params string[] expected) =>
        (await ReadAsync(name, Encoding.UTF8.GetBytes(content))).Should().Equal(expected);

    [Fact]
    public async Task Csv_EndInsideAQuotedValue_IsABadRowThatIsShown() =>
        (await ReadAsync("in.csv", "a,b\n1,2\n3,\"4\n5,6\n"u8.ToArray()))
            .Should()
            .Equal(
                "a=1|b=2",
                "! The file ends inside a quoted value of this row; a quote may be missing, or one too many be here. < 3,\"4\n5,6\n"
            );

    [Fact]
    public async Task Csv_RowOfAnotherLength_IsShown() =>
        (await ReadAsync("in.csv", "a,b\n1\n"u8.ToArray()))
            .Should()
            .Equal("! The row has 1 values where the header has 2. < 1");

    [Theory]
    [InlineData("in.csv", "text\ngood\nM?ller\n", "text=good")]
    [InlineData("in.jsonl", "{\"text\": \"good\"}\n{\"text\": \"M?ller\"}\n", "text=good")]
    public async Task Text_ThatIsNotUtf8_IsABadRow(string name, string content, string good)
    {
        var bytes = Encoding.Latin1.GetBytes(content.Replace('?', 'ü'));
        var rows = await ReadAsync(name, bytes);
        rows[0].Should().Be(good);
        rows[1].Should().StartWith("! " + TextFile.NoUtf8);
    }

    [Fact]
    public async Task JsonLines_LineThatIsNoJson_IsShown() =>
        (await ReadAsync("in.jsonl", "nonsense\n\"a\"\n"u8.ToArray()))
            .Should()
            .SatisfyRespectively(
                row =>
                    row.Should()
                        .StartWith("! The line is no JSON")
                        .And.EndWith("< nonsense")
                        .And.NotContain("LineNumber"),
                row => row.Should().Be("value=a")
            );

    [Theory]
    [InlineData("", "*in.csv has no header row in its first line*")]
    [InlineData("\n\na\n", "*no header row in its first line*")]
    [InlineData("a,a\n1,2\n", "*different column names*")]
    public async Task Csv_WithoutAHeader_IsRefused(string content, string message) =>
        (
            await FluentActions
                .Awaiting(() => ReadAsync("in.csv", Encoding.UTF8.GetBytes(content)))
                .Should()
                .ThrowAsync<CliException>()
        ).WithMessage(message);

    private async Task<List<string>> ReadAsync(string name, byte[] content)
    {
        await File.WriteAllBytesAsync(_folder[name], content, Token);
        var rows = new List<string>();
        await foreach (var row in RowFile.ReadAsync(_folder[name], Token))
        {
            rows.Add(
                row.Problem is { } problem
                    ? $"! {problem} < {row.Text}"
                    : string.Join('|', row.Columns.Select(column => $"{column.Key}={column.Value}"))
            );
        }

        return rows;
    }
}
