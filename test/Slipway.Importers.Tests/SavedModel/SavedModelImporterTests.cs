using Google.Protobuf;
using Slipway.Importers.SavedModel;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.Tests.SavedModel;

public sealed class SavedModelImporterTests
{
    [Fact]
    public void Import_OfUnknownOperations_NamesEveryOne()
    {
        var refusal = new TestGraph()
            .Input("x", DataType.DtFloat, -1)
            .Node("first", "Frobnicate", ["x"])
            .Node("second", "Defrobnicate", ["first"])
            .Node("training", "NotNeeded", ["x"])
            .Output("y", "second")
            .Refusal();
        refusal.Reason.Should().Be(ImportReasons.Unsupported);
        refusal.Problems.Should().BeEquivalentTo("Frobnicate at 'first'", "Defrobnicate at 'second'");
    }

    [Fact]
    public void Import_OfAGraphThatChangesAVariable_IsRefused()
    {
        var refusal = new TestGraph()
            .Input("x", DataType.DtFloat, [])
            .Node("counter", "VarHandleOp", [])
            .Node("count", "AssignAddVariableOp", ["counter", "x"])
            .Node("y", "Identity", ["x", "^count"])
            .Output("y", "y")
            .Refusal();
        refusal.Reason.Should().Be(ImportReasons.Unsupported);
        refusal.Problems.Should().ContainSingle().Which.Should().Contain("'count'").And.Contain("state");
    }

    [Fact]
    public void Import_OfSeveralSignatures_LeavesOutWhatCannotBeWithARemark()
    {
        var graph = new TestGraph()
            .Input("x", DataType.DtFloat, -1)
            .Node("y", "Neg", ["x"])
            .Node("z", "Frobnicate", ["x"])
            .Output("y", "y");
        var other = graph.Signature.Clone();
        graph.Meta.SignatureDef["a/slash"] = other;
        var bad = graph.Signature.Clone();
        bad.Outputs["y"].Name = "z:0";
        graph.Meta.SignatureDef["bad"] = bad;
        var model = graph.Import();
        model.Signatures.Select(signature => signature.Name).Should().Equal("serving_default", "a/slash");
        model.Producer.Should().Be("tensorflow 2.14.0");
        model.Remarks.Should().ContainSingle().Which.Should().Contain("'bad'").And.Contain("Frobnicate");
    }

    [Fact]
    public void Import_OfAnOutputWithAnInputsName_IsRenamedWithARemark()
    {
        var graph = new TestGraph().Input("x", DataType.DtFloat, -1).Node("y", "Neg", ["x"]).Output("x", "y");
        graph.Run(("x", TestGraph.Array([2f], 1)))["x_output"].Values.Should().Equal(-2);
        graph.Import().Remarks.Should().ContainSingle();
    }

    [Fact]
    public void Import_OfUnusedInputs_KeepsThem()
    {
        var model = new TestGraph()
            .Input("unused", DataType.DtString, -1)
            .Input("x", DataType.DtFloat, null)
            .Output("y", "x")
            .Import();
        model
            .Signatures[0]
            .Graph.Build()
            .Graph.Input.Select(input => input.Name)
            .Should()
            .BeEquivalentTo("x", "unused");
    }

    // half_plus_three, of TensorFlow Serving's documentation, declares its examples as floats.
    [Theory]
    [InlineData("string")]
    [InlineData("float")]
    public void Import_OfParsedExamples_TakesFeatures(string declared)
    {
        var list = new AttrValue.Types.ListValue { Type = { DataType.DtFloat } };
        var shapes = new AttrValue.Types.ListValue { Shape = { TestGraph.Shape([2]) } };
        var graph = new TestGraph()
            .Input("examples", DataType.DtString, -1)
            .Constant("names", TestGraph.Texts())
            .Constant("key", Scalar("weight"))
            .Constant("none", TestGraph.Tensor(System.Array.Empty<float>(), 0))
            .Node(
                "parse",
                "ParseExample",
                ["examples", "names", "key", "none"],
                ("Nsparse", new AttrValue { I = 0 }),
                ("Ndense", new AttrValue { I = 1 }),
                ("Tdense", new AttrValue { List = list }),
                ("dense_shapes", new AttrValue { List = shapes })
            )
            .Node("y", "Neg", ["parse"])
            .Output("y", "y");
        graph.Signature.Inputs["examples"].Dtype = declared == "float" ? DataType.DtFloat : DataType.DtString;

        graph.Import().Signatures[0].Graph.Build().Graph.Input.Select(input => input.Name).Should().Equal("weight");
        graph.Run(("weight", TestGraph.Array([1f, 2f], 1, 2)))["y"].Values.Should().Equal(-1, -2);
    }

    [Fact]
    public void Import_OfALookupTable_IsALabelEncoder()
    {
        var graph = new TestGraph()
            .Input("x", DataType.DtInt64, -1)
            .Node("table", "HashTableV2", [], ("shared_name", new AttrValue { S = ByteString.CopyFromUtf8("t") }))
            .Constant("keys", TestGraph.Tensor([10L, 20L], 2))
            .Constant("values", TestGraph.Tensor([1f, 2f], 2))
            .Constant("missing", TestGraph.Tensor([-1f]))
            .Node("fill", "LookupTableImportV2", ["table", "keys", "values"])
            .Node("init", "NoOp", ["^fill"])
            .Node("find", "LookupTableFindV2", ["table", "x", "missing"])
            .Output("y", "find");
        graph.Meta.SignatureDef["__saved_model_init_op"] = new SignatureDef
        {
            Outputs = { ["__saved_model_init_op"] = new TensorInfo { Name = "init" } },
        };
        graph.Run(("x", TestGraph.Array([20L, 5L, 10L], 3)))["y"].Values.Should().Equal(2, -1, 1);
    }

    [Theory]
    [InlineData("vocabulary.txt", null)]
    [InlineData("../vocabulary.txt", ImportReasons.Corrupt)]
    public void Import_OfAVocabulary_IsReadFromAssetsOnly(string name, string? reason)
    {
        var graph = new TestGraph()
            .Input("x", DataType.DtString, -1)
            .Node("table", "HashTableV2", [])
            .Constant("file", Scalar("somewhere/vocabulary.txt"))
            .Constant("missing", TestGraph.Tensor([-1L]))
            .Node("fill", "InitializeTableFromTextFileV2", ["table", "file"])
            .Node("find", "LookupTableFindV2", ["table", "x", "missing"])
            .Output("y", "find", DataType.DtInt64);
        graph.Meta.CollectionDef["saved_model_main_op"] = new CollectionDef
        {
            NodeList = new CollectionDef.Types.NodeList { Value = { "fill" } },
        };
        graph.Meta.AssetFileDef.Add(
            new AssetFileDef
            {
                TensorInfo = new TensorInfo { Name = "file:0" },
                Filename = name,
            }
        );
        Action<string> prepare = folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "assets"));
            File.WriteAllText(Path.Combine(folder, "assets", "vocabulary.txt"), "a\nb\n");
            File.WriteAllText(Path.Combine(folder, "vocabulary.txt"), "a\nb\n");
        };
        if (reason is not null)
        {
            graph.Refusal(prepare).Reason.Should().Be(reason);
            return;
        }

        var encoder = graph
            .Import(prepare)
            .Signatures[0]
            .Graph.Build()
            .Graph.Node.Single(node => node.OpType == "LabelEncoder");
        encoder
            .Attribute.Single(a => a.Name == "keys_strings")
            .Strings.Select(s => s.ToStringUtf8())
            .Should()
            .Equal("a", "b");
        encoder.Attribute.Single(a => a.Name == "values_int64s").Ints.Should().Equal(0, 1);
    }

    [Theory]
    [InlineData(1L << 33)]
    [InlineData(2_000_000_000L)]
    public void Import_OfAConstantThatDeclaresTenGigabytes_IsRefused(long count)
    {
        var tensor = new TensorProto
        {
            Dtype = DataType.DtFloat,
            TensorShape = TestGraph.Shape([count]),
            FloatVal = { 1 },
        };
        var refusal = new TestGraph().Constant("large", tensor).Output("y", "large").Refusal();
        refusal.Reason.Should().Be(ImportReasons.TooLarge);
    }

    [Fact]
    public void Import_OfAConstantWithTooFewBytes_IsRefused()
    {
        var tensor = TestGraph.Tensor([1f, 2f], 3);
        new TestGraph()
            .Constant("short", tensor)
            .Output("y", "short")
            .Refusal()
            .Reason.Should()
            .Be(ImportReasons.Corrupt);
    }

    [Fact]
    public void Import_OfEveryFileThatIsCutOff_EndsInARefusalOrAModel()
    {
        var graph = new TestGraph().Input("x", DataType.DtFloat, -1).Node("y", "Neg", ["x"]).Output("y", "y");
        var whole = new Importers.SavedModel.Proto.SavedModel { MetaGraphs = { graph.Meta } }.ToByteArray();
        for (var length = 0; length < whole.Length; length++)
        {
            var refusal = graph.Refusal(folder =>
                File.WriteAllBytes(Path.Combine(folder, SavedModelImporter.FileName), whole[..length])
            );
            refusal.Reason.Should().Be(ImportReasons.Corrupt);
        }
    }

    [Fact]
    public void Recognizes_AFolder_ByItsFile()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-saved-model-").FullName;
        new SavedModelImporter().Recognizes(folder).Should().BeFalse();
        File.WriteAllBytes(Path.Combine(folder, SavedModelImporter.FileName), []);
        new SavedModelImporter().Recognizes(folder).Should().BeTrue();
        Directory.Delete(folder, recursive: true);
    }

    private static TensorProto Scalar(string text) =>
        new()
        {
            Dtype = DataType.DtString,
            TensorShape = TestGraph.Shape([]),
            StringVal = { ByteString.CopyFromUtf8(text) },
        };
}
