using System.Text;
using Slipway.Serving.Imports;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Imports;

public sealed class ForeignFormatsTests : IDisposable
{
    private const string Hdf = "\u0089HDF\r\n\u001a\n";

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("model.keras", "PK", "keras")]
    [InlineData("model.keras", Hdf, "keras")]
    [InlineData("MODEL.H5", Hdf, "keras")]
    [InlineData("model.h5", "no HDF5", null)]
    [InlineData("model.json", """{"learner":{}}""", "xgboost")]
    [InlineData("model.ubj", "{L\0\0\0\0\0\0\0\alearner{", "xgboost")]
    [InlineData("config.json", """{"name":"x"}""", null)]
    [InlineData("model.txt", "tree\nversion=v4\n", "lightgbm")]
    [InlineData("notes.txt", "tree\nhouse\n", null)]
    [InlineData("saved_model.pb", "", null)]
    public void Recognizes_FilesByNameAndContent(string name, string content, string? format)
    {
        var file = _folder.Write(name, Encoding.Latin1.GetBytes(content));
        ForeignFormats
            .All.Where(known => known.Recognizes(file))
            .Select(known => known.Name)
            .Should()
            .Equal(Only(format));
    }

    [Fact]
    public void Recognizes_FolderWithAGraph()
    {
        _folder.Write("1/saved_model.pb", "");
        _folder.Folder("2");
        ForeignFormats.TensorFlow.Recognizes(_folder["1"]).Should().BeTrue();
        ForeignFormats.All.Should().NotContain(format => format.Recognizes(_folder["2"]));
    }

    [Fact]
    public void Recognizes_WhatAnImportMade_ByTheFormatOfTheOriginal()
    {
        _folder.Write("model.keras/import.json", """{"format":"keras","signatures":[]}""");
        _folder.Write("other/import.json", """{"format":"of somebody else"}""");
        _folder.Write("broken/import.json", "no json");

        Known("model.keras").Should().Equal("keras");
        Known("other").Should().BeEmpty();
        Known("broken").Should().BeEmpty();

        IEnumerable<string> Known(string name) =>
            ForeignFormats.All.Where(format => format.Recognizes(_folder[name])).Select(format => format.Name);
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Only(string? format) => format is null ? [] : [format];
}
