using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Operations on the form of tensors, by their definitions.</summary>
public sealed class ArrayOperationsTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void Concat_OfTwo_JoinsThem()
    {
        new OperationCase("ConcatV2").Of(Six, 2, 3).Of([7f, 8f], 2, 1).Axis(-1).Gives([1, 2, 3, 7, 4, 5, 6, 8], 2, 4);
        new OperationCase("Concat").Axis(0).Of([1f], 1).Of([2f, 3f], 2).Gives([1, 2, 3], 3);
    }

    [Fact]
    public void Pack_AlongANewAxis_Interleaves() =>
        new OperationCase("Pack").Of([1f, 2], 2).Of([3f, 4], 2).With("axis", 1).Gives([1, 3, 2, 4], 2, 2);

    [Fact]
    public void Unpack_SecondOutput_IsTheSecondColumn() =>
        new OperationCase("Unpack").Of(Six, 2, 3).With("axis", 1).With("num", 3).Gives(DataType.DtFloat, 1, [2, 5], 2);

    [Fact]
    public void Split_IntoPartsAndSizes_GivesThem()
    {
        new OperationCase("Split").Axis(1).Of(Six, 2, 3).With("num_split", 3).Gives(DataType.DtFloat, 2, [3, 6], 2, 1);
        new OperationCase("SplitV")
            .Constant(Six, 2, 3)
            .Axes(1, -1)
            .Axis(1)
            .With("num_split", 2)
            .Gives(DataType.DtFloat, 1, [2, 3, 5, 6], 2, 2);
    }

    [Fact]
    public void Tile_AndBroadcast_Repeat()
    {
        new OperationCase("Tile").Of([1f, 2], 1, 2).Axes(2, 2).Gives([1, 2, 1, 2, 1, 2, 1, 2], 2, 4);
        new OperationCase("BroadcastTo").Of([1f, 2], 2).Axes(2, 2).Gives([1, 2, 1, 2], 2, 2);
        new OperationCase("Fill").Of([2, 2], 2).Constant([7f]).Gives([7, 7, 7, 7], 2, 2);
    }

    [Fact]
    public void Transpose_OfAMatrix_TurnsIt()
    {
        new OperationCase("Transpose").Of(Six, 2, 3).Axes(1, 0).Gives([1, 4, 2, 5, 3, 6], 3, 2);
        new OperationCase("Transpose").Constant(Six, 2, 3).Axes(1, 0).Gives([1, 4, 2, 5, 3, 6], 3, 2);
    }

    [Fact]
    public void Reverse_OfAnAxis_TurnsItsOrder() =>
        new OperationCase("ReverseV2").Of(Six, 2, 3).Axes(-1).Gives([3, 2, 1, 6, 5, 4], 2, 3);

    [Fact]
    public void ReverseSequence_OfLengths_TurnsTheHeads() =>
        new OperationCase("ReverseSequence")
            .Of(Six, 2, 3)
            .Of([2L, 3L], 2)
            .With("seq_dim", 1)
            .Gives([2, 1, 3, 6, 5, 4], 2, 3);

    [Fact]
    public void Reshape_WithAComputedShape_KeepsZeroes()
    {
        new OperationCase("Reshape").Of(Six, 2, 3).Of([3, -1], 2).Gives([1, 2, 3, 4, 5, 6], 3, 2);
        new OperationCase("Reshape").Of(System.Array.Empty<float>(), 0, 3).Axes(3, 0).Gives([], 3, 0);
    }

    [Fact]
    public void ExpandDims_AndSqueeze_AreInverse()
    {
        new OperationCase("ExpandDims").Of([1f, 2], 2).Axis(-1).Gives([1, 2], 2, 1);
        new OperationCase("Squeeze").Of([1f, 2], 1, 2, 1).With("squeeze_dims", 0, 2).Gives([1, 2], 2);
        new OperationCase("Squeeze").Of([1f, 2], 1, 2, 1).Gives([1, 2], 2);
    }

    [Fact]
    public void Shape_OfATensor_IsItsSizes()
    {
        new OperationCase("Shape").Of(Six, 2, 3).Gives(DataType.DtInt32, 0, [2, 3], 2);
        new OperationCase("Size").Of(Six, 2, 3).Gives(DataType.DtInt32, 0, [6]);
        new OperationCase("Rank").Of(Six, 2, 3).Gives(DataType.DtInt32, 0, [2]);
    }

    [Fact]
    public void OneHot_OfWhatIsOutside_IsOffEverywhere() =>
        new OperationCase("OneHot")
            .Of([1L, -1L, 3L], 3)
            .Axis(3)
            .Constant([5f])
            .Constant([0f])
            .Gives([0, 5, 0, 0, 0, 0, 0, 0, 0], 3, 3);

    [Fact]
    public void Range_AndLinSpace_AreSequences()
    {
        new OperationCase("Range").Of([1], []).Constant([7]).Constant([2]).Gives(DataType.DtInt32, 0, [1, 3, 5], 3);
        new OperationCase("LinSpace").Of([1f], []).Constant([3f]).Axis(5).Gives([1, 1.5, 2, 2.5, 3], 5);
    }

    [Fact]
    public void Select_ByRowsAndElements_Chooses()
    {
        new OperationCase("SelectV2").Of([true, false], 2).Of([1f, 2], 2).Of([8f, 9], 2).Gives([1, 9], 2);
        new OperationCase("ClipByValue").Of([1f, 5, 9], 3).Constant([2f]).Constant([6f]).Gives([2, 5, 6], 3);
    }

    [Fact]
    public void Roll_OfAKnownSize_TurnsRound() =>
        new OperationCase("Roll").Constant(Six, 2, 3).Axes(1).Axes(1).Gives([3, 1, 2, 6, 4, 5], 2, 3);

    [Fact]
    public void Pad_WithConstantsAndMirrors_Grows()
    {
        new OperationCase("Pad").Of([1f, 2], 1, 2).Constant([0, 1, 1, 0], 2, 2).Gives([0, 1, 2, 0, 0, 0], 2, 3);
        new OperationCase("PadV2").Of([1f], 1).Constant([1, 1], 1, 2).Constant([9f]).Gives([9, 1, 9], 3);
        new OperationCase("MirrorPad")
            .Of([1f, 2, 3], 3)
            .Constant([2, 0], 1, 2)
            .With("mode", "REFLECT")
            .Gives([3, 2, 1, 2, 3], 5);
        new OperationCase("Pad").Of([1f, 2], 2).Of([1, 1], 1, 2).Gives([0, 1, 2, 0], 4);
    }

    [Fact]
    public void SpaceToBatch_AndBack_IsTheSame()
    {
        float[] image = [1, 2, 3, 4];
        new OperationCase("SpaceToBatchND")
            .Of(image, 1, 2, 2, 1)
            .Axes(2, 2)
            .Constant([0, 0, 0, 0], 2, 2)
            .Gives([1, 2, 3, 4], 4, 1, 1, 1);
        new OperationCase("BatchToSpaceND")
            .Of(image, 4, 1, 1, 1)
            .Axes(2, 2)
            .Constant([0, 0, 0, 1], 2, 2)
            .Gives([1, 3], 1, 2, 1, 1);
    }

    [Fact]
    public void SpaceToDepth_AndBack_OrdersAsTensorFlow()
    {
        float[] values = [1, 2, 3, 4, 5, 6, 7, 8];
        new OperationCase("SpaceToDepth")
            .Of(values, 1, 2, 2, 2)
            .With("block_size", 2)
            .Gives([1, 2, 3, 4, 5, 6, 7, 8], 1, 1, 1, 8);
        new OperationCase("DepthToSpace")
            .Of(values, 1, 1, 1, 8)
            .With("block_size", 2)
            .Gives([1, 2, 3, 4, 5, 6, 7, 8], 1, 2, 2, 2);
    }

    [Fact]
    public void StridedSlice_WithMasks_IsPythons()
    {
        // x[1, ...]
        Strided([1, 0], [2, 0], [1, 1]).With("shrink_axis_mask", 1).With("ellipsis_mask", 2).Gives([4, 5, 6], 3);
        // x[:, ::-1]
        Strided([0, 0], [0, 0], [1, -1]).With("begin_mask", 3).With("end_mask", 3).Gives([3, 2, 1, 6, 5, 4], 2, 3);
        // x[..., -1]
        Strided([0, -1], [0, 0], [1, 1]).With("ellipsis_mask", 1).With("shrink_axis_mask", 2).Gives([3, 6], 2);
        // x[:, newaxis, 1:]
        Strided([0, 0, 1], [0, 0, 0], [1, 1, 1])
            .With("begin_mask", 1)
            .With("end_mask", 5)
            .With("new_axis_mask", 2)
            .Gives([2, 3, 5, 6], 2, 1, 2);
        // x[..., newaxis]
        Strided([0, 0], [0, 0], [1, 1])
            .With("ellipsis_mask", 1)
            .With("new_axis_mask", 2)
            .Gives([1, 2, 3, 4, 5, 6], 2, 3, 1);
        // x[:, 0:3:2]
        Strided([0, 0], [0, 3], [1, 2]).With("begin_mask", 1).With("end_mask", 1).Gives([1, 3, 4, 6], 2, 2);
    }

    [Fact]
    public void StridedSlice_AtAComputedPlace_TakesTheLastToo() =>
        new OperationCase("StridedSlice")
            .Of(Six, 2, 3)
            .Of([-1], 1)
            .Of([0], 1)
            .Axes(1)
            .With("shrink_axis_mask", 1)
            .Gives([4, 5, 6], 3);

    [Fact]
    public void Slice_WithTheRest_TakesIt()
    {
        new OperationCase("Slice").Of(Six, 2, 3).Axes(0, 1).Axes(-1, 2).Gives([2, 3, 5, 6], 2, 2);
        new OperationCase("Slice").Of(Six, 2, 3).Of([1, 0], 2).Of([1, -1], 2).Gives([4, 5, 6], 1, 3);
    }

    [Fact]
    public void Gather_WithAndWithoutBatches_TakesPlaces()
    {
        new OperationCase("GatherV2").Of(Six, 2, 3).Of([2, 0], 2).Axis(1).Gives([3, 1, 6, 4], 2, 2);
        new OperationCase("GatherV2").Of(Six, 2, 3).Of([2, 0], 2, 1).Axis(1).With("batch_dims", 1).Gives([3, 4], 2, 1);
        // params[b, :, i] for i of indices[b, :]
        new OperationCase("GatherV2")
            .Of([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2)
            .Of([1, 0, 1, 1, 1, 0], 2, 3)
            .Axis(2)
            .With("batch_dims", 1)
            .Gives([2, 1, 2, 4, 3, 4, 6, 6, 5, 8, 8, 7], 2, 2, 3);
        new OperationCase("GatherNd").Of(Six, 2, 3).Of([1, 2, 0, 0], 2, 2).Gives([6, 1], 2);
    }

    [Fact]
    public void Scatter_OfTheSamePlace_Adds()
    {
        new OperationCase("ScatterNd").Of([1, 1, 0], 3, 1).Of([1f, 2, 3], 3).Axes(3).Gives([3, 3, 0], 3);
        new OperationCase("TensorScatterUpdate").Of([1f, 2, 3], 3).Of([2], 1, 1).Of([9f], 1).Gives([1, 2, 9], 3);
    }

    [Fact]
    public void Search_OfExtremes_GivesTheirPlaces()
    {
        new OperationCase("ArgMax").Of(Six, 2, 3).Axis(1).Gives(DataType.DtInt64, 0, [2, 2], 2);
        new OperationCase("ArgMin")
            .Of(Six, 2, 3)
            .Axis(0)
            .With("output_type", DataType.DtInt32)
            .Gives(DataType.DtInt32, 0, [0, 0, 0], 3);
        new OperationCase("TopKV2").Of(Six, 2, 3).Axis(2).Gives([3, 2, 6, 5], 2, 2);
        new OperationCase("TopKV2").Of(Six, 2, 3).Axis(2).Gives(DataType.DtInt32, 1, [2, 1, 2, 1], 2, 2);
        new OperationCase("Where").Of([true, false, true], 3).Gives(DataType.DtInt64, 0, [0, 2], 2, 1);
        new OperationCase("Unique").Of([4f, 2, 4], 3).Gives([4, 2], 2);
        new OperationCase("Unique").Of([4f, 2, 4], 3).Gives(DataType.DtInt32, 1, [0, 1, 0], 3);
    }

    [Fact]
    public void NonMaxSuppression_OfOverlappingBoxes_KeepsTheBest() =>
        new OperationCase("NonMaxSuppressionV3")
            .Of([0f, 0, 1, 1, 0, 0, 1, 0.9f, 2, 2, 3, 3], 3, 4)
            .Of([0.5f, 0.9f, 0.3f], 3)
            .Axis(3)
            .Constant([0.5f])
            .Constant([0.1f])
            .Gives(DataType.DtInt32, 0, [1, 2], 2);

    [Fact]
    public void Products_WithTurnedMatrices_AreAsDefined()
    {
        new OperationCase("MatMul")
            .Of([1f, 2, 3, 4], 2, 2)
            .Of([1f, 0, 0, 2], 2, 2)
            .With("transpose_a", true)
            .Gives([1, 6, 2, 8], 2, 2);
        new OperationCase("BatchMatMulV2")
            .Of(Six, 1, 2, 3)
            .Of(Six, 1, 2, 3)
            .With("adj_y", true)
            .Gives([14, 32, 32, 77], 1, 2, 2);
        new OperationCase("Einsum").Of(Six, 2, 3).Of([1f, 1, 1], 3).With("equation", "ij,j->i").Gives([6, 15], 2);
        new OperationCase("MatrixBandPart")
            .Of([1f, 2, 3, 4], 2, 2)
            .Constant([-1L])
            .Constant([0L])
            .Gives([1, 0, 3, 4], 2, 2);
        new OperationCase("MatrixDiagPart").Of([1f, 2, 3, 4], 2, 2).Gives([1, 4], 2);
    }

    private static OperationCase Strided(int[] begin, int[] end, int[] strides) =>
        new OperationCase("StridedSlice").Of(Six, 2, 3).Axes(begin).Axes(end).Axes(strides);
}
