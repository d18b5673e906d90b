using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Boxes, counts, quantisation and tables, by TensorFlow's definitions.</summary>
public sealed class MoreOperationsTests
{
    // Two that overlap by 9 / 11, one apart.
    private static readonly float[] Boxes = [0, 0, 1, 1, 0, 0.1f, 1, 1.1f, 0, 3, 1, 4];

    [Fact]
    public void NonMaxSuppression_OfTheFifthForm_GivesScoresAndTheirNumber()
    {
        OperationCase Case() =>
            new OperationCase("NonMaxSuppressionV5")
                .Of(Boxes, 3, 4)
                .Of([0.5f, 0.9f, 0.7f], 3)
                .Constant([3])
                .Constant([0.5f])
                .Constant([0f])
                .Constant([0f])
                .With("pad_to_max_output_size", true);

        Case().Gives(DataType.DtInt32, 0, [1, 2, 0], 3);
        Case().Gives(DataType.DtFloat, 1, [0.9f, 0.7f, 0], 3);
        Case().Gives(DataType.DtInt32, 2, [2]);
    }

    [Fact]
    public void NonMaxSuppression_OfTheFourthForm_IsNotFilledUpUnlessAsked() =>
        new OperationCase("NonMaxSuppressionV4")
            .Of(Boxes, 3, 4)
            .Of([0.5f, 0.9f, 0.7f], 3)
            .Constant([3])
            .Constant([0.5f])
            .Constant([0f])
            .Gives(DataType.DtInt32, 0, [1, 2], 2);

    [Fact]
    public void CropAndResize_SamplesBetweenTheCorners()
    {
        // A ramp 10·row + column of 3 × 3; the second box reaches outside.
        float[] image = [0, 1, 2, 10, 11, 12, 20, 21, 22];
        new OperationCase("CropAndResize")
            .Of(image, 1, 3, 3, 1)
            .Of([0, 0, 1, 0.5f, 0.5f, 0, 1.5f, 1], 2, 4)
            .Of([0, 0], 2)
            .Axes(2, 2)
            .With("extrapolation_value", -1f)
            .Gives([0, 1, 20, 21, 10, 12, -1, -1], 2, 2, 2, 1);
    }

    [Fact]
    public void Bucketize_CountsBoundariesThatAreReached()
    {
        var boundaries = new AttrValue { List = new AttrValue.Types.ListValue { F = { 0, 10, 100 } } };
        var graph = new TestGraph()
            .Input("x", DataType.DtFloat, -1)
            .Node("y", "Bucketize", ["x"], ("boundaries", boundaries))
            .Output("y", "y", DataType.DtInt32);

        graph.Run(("x", TestGraph.Array([-5f, 0, 10, 99, 1000], 5)))["y"].Values.Should().Equal(0, 1, 2, 2, 3);
    }

    [Fact]
    public void Bincount_OfRows_CountsOrTellsWhatIsThere()
    {
        OperationCase Case() =>
            new OperationCase("DenseBincount").Of([1, 1, 3, 0, 9, 2], 2, 3).Constant([4]).Constant<float>([], 0);

        Case().Gives([0, 2, 0, 1, 1, 0, 1, 0], 2, 4);
        Case().With("binary_output", true).Gives([0, 1, 0, 1, 1, 0, 1, 0], 2, 4);
        new OperationCase("DenseBincount").Of([1, 1, 0], 3).Constant([2]).Of([0.5f, 2, 10], 3).Gives([10, 2.5], 2);
    }

    [Fact]
    public void SegmentSum_AddsRowsOfANumber()
    {
        new OperationCase("UnsortedSegmentSum")
            .Of([1f, 2, 3, 4, 5, 6], 3, 2)
            .Of([2, -1, 2], 3)
            .Constant([3])
            .Gives([0, 0, 0, 0, 6, 8], 3, 2);
        new OperationCase("SegmentSum").Of([1f, 2, 3], 3).Of([0, 0, 2], 3).Gives([3, 0, 3], 3);
    }

    [Fact]
    public void SparseToDense_PutsValuesIntoAFilledTensor()
    {
        new OperationCase("SparseToDense")
            .Of([0, 1, 1, 0], 2, 2)
            .Axes(2, 2)
            .Of([5f, 6], 2)
            .Constant([-1f])
            .Gives([-1, 5, 6, -1], 2, 2);
        new OperationCase("SparseToDense").Of([2, 0], 2).Axes(3).Constant([7f]).Constant([0f]).Gives([7, 0, 7], 3);
    }

    [Fact]
    public void FakeQuantization_RoundsToStepsOfWhichZeroIsOne()
    {
        // 2 bits from -1 to 2: steps of 1. From -0.4 to 2.6 zero is moved onto a step.
        new OperationCase("FakeQuantWithMinMaxArgs")
            .Of([-3f, -0.4f, 0.5f, 1.2f, 9], 5)
            .With("min", -1f)
            .With("max", 2f)
            .With("num_bits", 2)
            .Gives([-1, 0, 1, 1, 2], 5);
        new OperationCase("FakeQuantWithMinMaxVars")
            .Of([-3f, 0.6f, 9], 3)
            .Constant([-0.4f])
            .Constant([2.6f])
            .With("num_bits", 2)
            .Gives([0, 1, 3], 3);
        new OperationCase("FakeQuantWithMinMaxVarsPerChannel")
            .Of([1.4f, 1.4f], 1, 2)
            .Constant([0f, 0f], 2)
            .Constant([3f, 6f], 2)
            .With("num_bits", 2)
            .Gives([1, 2], 1, 2);
    }

    [Fact]
    public void SpaceToBatch_WithComputedPaddings_IsUndoneByItsInverse()
    {
        float[] image = [.. Enumerable.Range(0, 15).Select(i => (float)i)];
        var graph = new TestGraph()
            .Input("x", DataType.DtFloat, -1, -1, -1, 1)
            .Input("pads", DataType.DtInt32, 2, 2)
            .Constant("block", TestGraph.Tensor([2, 2], 2))
            .Node("batches", "SpaceToBatchND", ["x", "block", "pads"])
            .Node("y", "BatchToSpaceND", ["batches", "block", "pads"])
            .Output("batches", "batches")
            .Output("y", "y");

        var results = graph.Run(
            ("x", TestGraph.Array(image, 1, 3, 5, 1)),
            ("pads", TestGraph.Array([0, 1, 1, 0], 2, 2))
        );

        results["batches"].Shape.Should().Equal(4, 2, 3, 1);
        results["batches"].Values.Take(6).Should().Equal(0, 1, 3, 0, 11, 13);
        results["y"].Values.Should().Equal(image.Select(value => (double)value));
    }

    [Fact]
    public void Unique_OfTheSecondForm_IsThatOfTheFirst() =>
        new OperationCase("UniqueV2").Of([3f, 1, 3], 3).Axes(0).Gives([3, 1], 2);

    [Fact]
    public void Tensordot_OfUnknownAxes_FindsThoseThatAreLeft() =>
        new OperationCase("ListDiff").Constant([0, 1, 2], 3).Constant([2], 1).Gives(DataType.DtInt32, 0, [0, 1], 2);

    [Fact]
    public void Table_FilledFromARangeOfAnotherType_IsRead()
    {
        // As index_to_string_table_from_tensor writes it.
        var graph = new TestGraph()
            .Input("x", DataType.DtInt64, -1)
            .Node("table", "HashTableV2", [])
            .Constant("zero", TestGraph.Tensor([0]))
            .Constant("two", TestGraph.Tensor([2]))
            .Constant("one", TestGraph.Tensor([1]))
            .Node("range", "Range", ["zero", "two", "one"])
            .Node("keys", "Cast", ["range"], ("DstT", new AttrValue { Type = DataType.DtInt64 }))
            .Constant("values", TestGraph.Tensor([5f, 6f], 2))
            .Constant("missing", TestGraph.Tensor([-1f]))
            .Node("fill", "LookupTableImportV2", ["table", "keys", "values"])
            .Node("find", "LookupTableFindV2", ["table", "x", "missing"])
            .Output("y", "find");
        graph.Meta.CollectionDef["saved_model_main_op"] = new CollectionDef
        {
            NodeList = new CollectionDef.Types.NodeList { Value = { "fill" } },
        };

        graph.Run(("x", TestGraph.Array([1L, 0, 7], 3)))["y"].Values.Should().Equal(6, 5, -1);
    }

    [Fact]
    public void Add_OfTexts_JoinsThem()
    {
        var graph = new TestGraph()
            .Input("x", DataType.DtString, -1)
            .Node("y", "AddV2", ["x", "x"])
            .Output("y", "y", DataType.DtString);

        graph
            .Import()
            .Signatures[0]
            .Graph.BuildGraph()
            .Node.Select(node => node.OpType)
            .Should()
            .Contain("StringConcat");
    }

    [Fact]
    public void Import_OfWhatNeedsTheCaller_SaysWhatToDo()
    {
        var graph = new TestGraph()
            .Input("file", DataType.DtString)
            .Node("image", "DecodeJpeg", ["file"])
            .Output("y", "image", DataType.DtUint8);

        graph.Refusal().Problems.Should().ContainSingle().Which.Should().Contain("DecodeJpeg").And.Contain("callers");
    }
}
