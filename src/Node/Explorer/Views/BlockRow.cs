using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A block as one line of a list.</summary>
/// <param name="Kinds">Kinds of its records with how many of each, in order of appearance.</param>
/// <param name="SizeBytes">Its canonical bytes; 0 for a height 0 whose seal is not here.</param>
public sealed record BlockRow(ulong Height, ulong TimeMillis, Bytes32 Hash, int Count, IReadOnlyList<KindCount> Kinds, int SizeBytes)
{
    /// <summary>The block at a height; null above the newest.</summary>
    public static BlockRow? At(ChainHost host, ulong height)
    {
        if (host.ReadBlockBytes(height) is { } bytes)
        {
            var block = Block.Parse(bytes.Span).OrThrow();
            var kinds = block.Records.GroupBy(record => record.Kind, StringComparer.Ordinal).Select(group => new KindCount(group.Key, group.Count()));
            return new BlockRow(height, block.Header.TimeMillis, block.Header.Hash, block.Records.Count, [.. kinds], bytes.Length);
        }

        return height == 0 && host.ReadHeaderHash(0) is { } hash ? new BlockRow(0, host.Genesis.TimeMillis, hash, 0, [], 0) : null;
    }

    /// <summary>The newest blocks from <paramref name="top"/> down.</summary>
    public static IReadOnlyList<BlockRow> Down(ChainHost host, ulong top, int count)
    {
        var rows = new List<BlockRow>(count);
        for (var height = top; rows.Count < count && At(host, height) is { } row; height--)
        {
            rows.Add(row);
            if (height == 0)
            {
                break;
            }
        }

        return rows;
    }
}
