namespace HospitalChain.Protocol.Tests.Codec;

/// <summary>Makes wrong bytes out of right ones: near misses find more than noise does.</summary>
internal static class Mutation
{
    /// <summary>Formats and lengths that parsers stumble over.</summary>
    private static readonly byte[] Tags =
        [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xca, 0xcb, 0xcc, 0xcd,
         0xce, 0xcf, 0xd0, 0xd3, 0xd4, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xff];

    public static byte[] Of(byte[] right, Random random)
    {
        var bytes = right.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            var atEnd = at == bytes.Count;
            switch (random.Next(7))
            {
                case 0 when !atEnd:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when !atEnd:
                    bytes[at] = Tags[random.Next(Tags.Length)];
                    break;
                case 2 when !atEnd:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes.Insert(at, Tags[random.Next(Tags.Length)]);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(bytes.Count - at + 1)));
                    break;
                default:
                    Respell(bytes, at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Writes what may be a number or a length in the next longer form: the same value, spelled otherwise.</summary>
    private static void Respell(List<byte> bytes, int at)
    {
        if (at == bytes.Count)
        {
            return;
        }

        var tag = bytes[at];
        byte[]? longer = tag switch
        {
            <= 0x7f => [0xcc, tag],
            >= 0x90 and <= 0x9f => [0xdc, 0, (byte)(tag & 0x0f)],
            >= 0xa0 and <= 0xbf => [0xd9, (byte)(tag & 0x1f)],
            0xc4 or 0xcc or 0xd9 => [(byte)(tag + 1), 0],
            0xc5 or 0xcd or 0xda or 0xdc => [(byte)(tag + 1), 0, 0],
            _ => null,
        };
        if (longer is not null)
        {
            bytes.RemoveAt(at);
            bytes.InsertRange(at, longer);
        }
    }
}
