namespace HospitalChain.Crypto.Tests;

/// <summary>keys.json: ctx, evidence and signed messages.</summary>
public sealed class ContextVectorTests
{
    [Fact]
    public void Context_of_each_kind_is_as_in_the_vectors()
    {
        foreach (var item in VectorFile.Cases("keys.json"))
        {
            Bytes32 chain = item.Hash("chainId"), author = item.Hash("author"), content = item.Hash("contentHash");
            byte[] pid = item.Hex("pid"), visitKey = item.Hex("visitKey");
            Assert.Equal(item.Hash("ctxDiagnosis"), RecordContext.ForDiagnosis(chain, author, pid, visitKey, content));
            Bytes32[] commitments = [.. item.HexList("commitments").Select(bytes => new Bytes32(bytes))];
            Assert.Equal(item.Hash("ctxTeam"), RecordContext.ForTeam(chain, author, pid, visitKey, content, item.Hash("sid"), commitments));
            Assert.Equal(item.Hash("ctxDocument"), RecordContext.ForDocument(chain, author, item.Hex("folderKey"), content));
        }
    }

    [Fact]
    public void Evidence_hash_and_tag_are_as_in_the_vectors()
    {
        foreach (var item in VectorFile.Cases("keys.json"))
        {
            var alpha = item.Hex("alpha");
            Assert.Equal(item.Hash("evidenceHash"), Evidence.Hash(alpha));
            Assert.Equal(item.Hash("evidenceTag"), Evidence.Tag(alpha, item.Hash("ctxDiagnosis"), item.Hash("author")));
        }
    }

    [Fact]
    public void Promise_message_is_as_in_the_vectors()
    {
        foreach (var item in VectorFile.Cases("keys.json"))
        {
            var promise = item.GetProperty("promise");
            var message = SignedMessage.Promise(
                item.Hash("chainId"), promise.Hash("recordId"), promise.GetProperty("time").GetUInt64(), promise.GetProperty("deadline").GetUInt64());
            Assert.Equal(promise.Hash("message"), message);
        }
    }

    [Fact]
    public void No_two_purposes_or_field_orders_share_a_message()
    {
        Bytes32 a = new([.. Enumerable.Repeat((byte)1, 32)]), b = new([.. Enumerable.Repeat((byte)2, 32)]), c = new([.. Enumerable.Repeat((byte)3, 32)]);
        byte[] bytes = b.ToArray();
        Bytes32[] messages =
        [
            SignedMessage.Record(a, b), SignedMessage.Seal(a, b), SignedMessage.Enrol(a, b), SignedMessage.Visit(a, b), SignedMessage.Author(a, b),
            SignedMessage.Record(b, a),
            SignedMessage.Head(a, 1, b, 2), SignedMessage.Head(a, 2, b, 1), SignedMessage.Cosign(a, 1, b, 2),
            SignedMessage.Promise(a, b, 1, 2), SignedMessage.Promise(a, b, 2, 1),
            SignedMessage.Receipt(a, b, 1, c, 2), SignedMessage.Receipt(a, c, 1, b, 2),
            SignedMessage.Login(a, b, c, bytes, 1), SignedMessage.Login(a, c, b, bytes, 1),
            SignedMessage.Mail(a, b, c, 1), SignedMessage.Mail(a, c, b, 1),
            SignedMessage.Request(a, b, c, bytes, 1), SignedMessage.Request(a, c, b, bytes, 1),
            SignedMessage.Delegate(a, b, bytes, c, bytes, a, 1), SignedMessage.Delegate(a, b, bytes, a, bytes, c, 1),
            SignedMessage.GroupKeyHospital(a, b, SecpPoint.Generator), SignedMessage.GroupKeyDoctor(a, b, SecpPoint.Generator),
            SignedMessage.Session(a, b, c), SignedMessage.Session(a, c, b),
        ];
        Assert.Equal(messages.Length, messages.Distinct().Count());
    }
}
