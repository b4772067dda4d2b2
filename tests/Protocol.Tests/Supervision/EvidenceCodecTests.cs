using HospitalChain.Protocol.Supervision;
using HospitalChain.Protocol.Tests.Codec;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Supervision;

public sealed class EvidenceCodecTests
{
    private readonly Random random;

    public EvidenceCodecTests(ITestOutputHelper output) => random = SeededRandom.Make(output);

    [Fact]
    public void Evidence_of_every_form()
    {
        var court = new SupervisedWorld();
        OffenceEvidence[] samples =
        [
            court.Fork(),
            court.BrokenPromise(),
            court.WrongRejection(),
            new StaleRegistryEvidence(court.World.HospitalGenesis, court.Blocks[^1].Sealed, court.World.RegistryBlocks[^1].Sealed),
            court.Dispute(court.World.Diagnose(court.Ada, court.Visit, "disputed")),
        ];
        new DecoderFuzz<OffenceEvidence>(bytes => OffenceEvidence.Parse(bytes).Value, evidence => evidence.ToBytes())
            .Run(samples.Select(evidence => evidence.ToBytes()), 600, random);
    }
}
