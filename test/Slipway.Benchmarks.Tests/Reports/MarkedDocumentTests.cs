using Slipway.Benchmarks.Reports;

namespace Slipway.Benchmarks.Tests.Reports;

public sealed class MarkedDocumentTests
{
    private const string Document = "# Title\n\n<!-- begin load -->\nold\n<!-- end load -->\n\nThe rest.\n";

    [Fact]
    public void Replace_MarkedPart_LeavesTheOthers()
    {
        var once = MarkedDocument.Replace(Document, "load", "new\n");

        once.Should().Be("# Title\n\n<!-- begin load -->\n\nnew\n\n<!-- end load -->\n\nThe rest.\n");
        MarkedDocument.Replace(once, "load", "new").Should().Be(once);
    }

    [Fact]
    public void Replace_PartThatIsNotThere_NamesItsMarks() =>
        FluentActions
            .Invoking(() => MarkedDocument.Replace(Document, "overload", "new"))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage("*<!-- begin overload -->*");
}
