"""The words by which people speak of each kind of matter: kind -> weight -> phrases. "+" speaks for a report, "-" against one, "" for nothing."""

WORDS: dict[str, dict[float, str]] = {
    "TT": {
        3: """sạt lở|sạt trượt|trượt đất|lở đất|lở núi|nguy cơ sạt|sợ sạt|lũ quét|lũ ống|lũ lên|nước lũ|mưa lũ|lũ lụt|lụt|cháy rừng|cháy đồi|rừng cháy|cháy rừng thông
            |bão đổ bộ|bão vào|cơn bão|bão số|sau bão|do bão|bão làm|gió bão|tốc mái|bay mái|bay mái tôn|lốc xoáy|cơn lốc|lốc|giông lốc|mưa đá|vỡ đê|vỡ đập|vỡ bờ bao
            |nước dâng|nước sông dâng|nước suối dâng|bị cô lập|cô lập|nước tràn vào nhà|ngập nhà|nhà ngập|ngập lụt|triều cường|thủy triều dâng|nước biển dâng
            |nước biển tràn|rét đậm|rét hại|sương muối|băng giá|hạn hán|nứt đê|đê bị nứt|thân đê|mạch sùi|sụt lún đất|sạt taluy|ta luy|taluy|đất đá tràn|lũ|sóng to đánh
            |xâm thực|nắng hạn|đất trượt|bị trượt|trượt lở|ngập sâu|nước lên nhanh|di dời khẩn cấp|sơ tán|mất liên lạc|động đất|sóng thần|cháy ở đồi|cháy rừng phòng hộ
            |dọn đồ chạy|chạy nước|lên tới sân|lên đến sân|lên mép sân|đất chảy|đồi nứt|đất kêu|mất mái|bay nóc|bay ngói|hỏng mái nhà|đổ nhà|nhà bị đổ|sập nhà|nhà sập|nước về|nước xiết|nước chảy xiết|nước trắng đồng|sạt|sạc lở|xạt lở|cháy trên đồi|cháy trên núi|đồi bị cháy|mưa gió|giông gió|nhà bị ngập|ruộng ngập|nước vào nhà|nước tới""",
        2: """ngập|mưa to|mưa lớn|mưa kéo dài|nước lên|nước đang lên|nước đang cao|nước suối|nước sông|nước tràn|nước ngập|bão|đê|bờ bao|cây đổ|đổ cây|vết nứt|nứt dài|tràn về
            |dông|giông|ngầm tràn|xả lũ|hồ đập|chân đập|mưa như trút|di chuyển dân|chạy lũ|cháy ở rừng|cháy rẫy|đồi cháy|lửa lan nhanh|trắng đồng|chia cắt|tràn vào
            |nước đục chảy|kêu răng rắc|cây bật gốc|bật gốc|nước lớn|sóng lớn|tràn đê|tràn bờ|rung lắc|lăn đá|đá lăn|đá rơi""",
        1: "mưa|nước to|nước tràn qua|nước đầy|gió to|gió mạnh|thiên tai|rừng|đồi|núi|suối|sông dâng|đất đá|lửa lan|ngầm|hỏng mái|tràn qua|sét",
    },
    "TN": {
        3: """tai nạn|tai nạn giao thông|tai nạn lao động|đuối nước|chết đuối|cháy nhà|nhà cháy|nhà bị cháy|đang cháy|hỏa hoạn|bị cháy|cháy xưởng|cháy kho|cháy xe|cháy chợ|cháy quán
            |nổ bình|nổ ga|nổ gas|nổ khí|phát nổ|bom nổ|vụ nổ|vụ cháy|điện giật|bị giật điện|sét đánh|sét đánh trúng|lật xe|xe lật|lật thuyền|chìm thuyền|bị chìm|chìm tàu|tàu chìm|thuyền lật
            |đâm xe|xe đâm|đâm nhau|tông xe|tông nhau|tông vào|va chạm xe|bị bỏng|ngạt khí|ngộ độc khí|ngạt khói|bất tỉnh|bị thương nặng|chết người|tử vong|mất tích|nước cuốn|cuốn trôi|bị cuốn
            |rơi xuống giếng|ngã xuống giếng|rơi xuống|ngã giàn giáo|sập giàn giáo|cưa bom|đạn nổ|bom mìn|tự tử|nhảy cầu|đâm vào|rò rỉ gas|rò khí|gọi cấp cứu|gọi cứu hỏa|bị đè|đá đè|ngã cây
            |lật xuống|bị vùi|xe lao|đuối|kẹt trong|cháy lớn|cháy to|cháy rồi|uống thuốc sâu|treo cổ|cấp cứu
            |lao xuống|rớt xuống|lao xuống ao|xuống vực|rơi xuống sông|bị xe|xe cán|bị cán|cán gãy|gãy chân|gãy tay|bị điện giật|ngã từ|ngã cầu thang|té ngã|bị nước cuốn|chìm|ngạt|đổ sập đè|đè trúng|bén lửa|lửa bén|cháy bếp|chập điện cháy|chập điện|lửa bốc|mất lái|tông|lửa cháy|cháy ở|đi tắm sông|mất hút|vớt|đạp phải đinh|rắn cắn|ong đốt|chìm xuồng""",
        2: """cháy|nổ|bị thương|gãy tay|gãy chân|cứu hỏa|cứu nạn|đi viện|bình ga|bình gas|mất phanh|bị ngã|khí gas|đâm sập|cứu hộ|bom|pháo nổ|hóc|bỏng|nguy kịch|xe cấp cứu
            |kéo lên|nằm viện|chảy máu|đưa đi viện|nhập viện|hôn mê|bất động|cứu với""",
        1: "ngã|rơi|đâm|tông|giếng|xe tải|xe khách|lửa|khói đen|nguy hiểm tính mạng|gas",
    },
    "BL": {
        3: """bạo lực gia đình|bạo lực|bạo hành|xâm hại|xâm hại tình dục|hiếp dâm|dâm ô|sàm sỡ|đánh vợ|chồng đánh|chồng đánh vợ|đánh vợ con|đánh con|đánh đập|đánh đập con|vợ bị chồng|bị chồng
            |cha đánh con|bố đánh con|mẹ kế|dì ghẻ|bố dượng|cha dượng|con đánh mẹ|con đánh bố|con đánh cha|đánh mẹ già|đánh cha mẹ|đánh bố mẹ|hành hạ|hành hạ vợ|ngược đãi|bỏ đói|tảo hôn|ép cưới
            |ép tảo hôn|cưỡng ép kết hôn|bị đánh đập|chém vợ|dọa giết|doạ giết|đòi giết vợ|nhốt trong nhà|quấy rối|giở trò|mua bán người|buôn bán người|bắt cóc trẻ|chồng hành hung
            |bạo lực học đường|lạm dụng trẻ|đánh trẻ|bị bố đánh|bị mẹ đánh|lạm dụng tình dục|đánh dã man|chồng chém|dụ dỗ trẻ|xâm hại cháu|chồng say|chuyện không đáng
            |trói đánh|đuổi vợ|cầm gậy đuổi|cầm dao đuổi|đuổi vợ con|bị bố|bị bố nó|bị mẹ|bịt miệng|bịt mồm|tát con|tát vợ|đấm vợ|đánh bố|đánh cháu|đánh bé|đánh con bé|đánh thằng bé|xích con|nhốt con|nhốt vợ|bạo hành con|cô giáo đánh|thầy giáo đánh|đánh học sinh|đánh hội đồng|ép lấy chồng|ép lấy vợ|bắt lấy chồng|bỏ mặc con|bỏ đói con|hành vợ|hành con|sờ mó|sờ soạng|xâm phạm cháu|làm nhục|đánh người già|con đuổi mẹ|con đuổi bố|đánh đuổi""",
        2: """say rượu đánh|đuổi ra khỏi nhà|dọa nạt vợ|bầm tím|tím người|kêu cứu|trẻ bị|cháu bé bị|vũ phu|uống rượu về chửi|chửi bới vợ|bị ép|dụ dỗ|bỏ rơi trẻ|cháu gái bị|bé gái
            |chạy khắp xóm|kêu suốt đêm|khóc suốt|trói|trốn chồng|bị nhốt|không cho khóc|thằng bé|con bé|đuổi ra đường""",
        1: "vợ con|đòn|bị đánh|bế con|hành hung|cháu gái",
    },
    "AN": {
        3: """trộm|mất trộm|trộm cắp|trộm xe|trộm chó|trộm gà|bắt trộm|cắt trộm|kẻ trộm|ăn trộm|kẻ gian|kẻ xấu|mất cắp|cướp|cướp giật|giật dây chuyền|móc túi|lừa đảo|bị lừa|lừa tiền|lừa qua mạng
            |giả danh|giả danh công an|giả công an|mạo danh|chuyển tiền cho kẻ|hack zalo|hack facebook|bị hack|đánh bạc|cờ bạc|đá gà|lô đề|ghi đề|xóc đĩa|sát phạt|ma túy|nghiện|con nghiện|hút chích
            |đua xe|nẹt pô|bốc đầu|gây rối|gây rối trật tự|mất trật tự|mất an ninh|an ninh trật tự|tín dụng đen|vay nặng lãi|nặng lãi|đòi nợ thuê|khủng bố điện thoại|gọi điện khủng bố|siết nợ
            |hàng giả|bán hàng giả|karaoke ồn|hát karaoke|karaoke loa kéo|loa kéo|mở nhạc to|ồn ào|đánh nhau|ẩu đả|hỗn chiến|mang dao|cầm dao|hung khí|dao phóng lợn|phá khóa|cạy cửa|đột nhập|kích điện
            |mua bán trái phép|mại dâm|vỡ hụi|vỡ họ|app vay tiền|đốt pháo|pháo lậu|tàng trữ|phá hoại tài sản|người lạ mặt|đối tượng lạ|trúng thưởng|chặt trộm|lâm tặc|chặt phá rừng|phá rừng|náo loạn
            |chích cá|nổ mìn bắt cá|mất xe|mất xe máy|mất chó|mất gà|mất bò|mất trâu|cuỗm
            |người lạ mặt|mất ngủ|hò hét|choai choai|nhậu nhẹt quậy|say xỉn|la hét|mời mua|mời các cụ|máy mát xa|bán thuốc|thuốc giả|phân bón giả|giống giả|bán rong lừa|rình mò|lảng vảng|phá phách|đập phá|ném đá|ném gạch|cắt dây|mất dây|mất máy bơm|mất tiền|link lạ|mã otp|otp|quét mã|bị chiếm đoạt|chiếm đoạt|vay nóng|bốc bát họ|nhậu|chém nhau|đâm chém|choảng nhau ngoài đường|rải đinh|đánh bài|sới bạc|sòng bạc|ăn tiền|ăn cắp|hái trộm|bẻ khóa|xe không biển""",
        2: """đối tượng|người lạ|tụ tập đêm|công an gọi|vay tiền|nợ nần|hụi|say rượu quậy phá|quậy phá|gây náo loạn|gây gổ|bảo kê|đe dọa|dọa|tờ rơi|mất tiền|thanh niên tụ tập|lạng lách|lôi kéo đa cấp|đa cấp
            |bán thuốc giả|chuyển khoản|mất máy|lấy mất|mất đồ|lấy cắp|ồn|bán hàng đa cấp|hội thảo bán hàng|gọi điện
            |nửa đêm|ngoài sân kho|đến tận nhà|máy lọc nước|chục triệu|giá mấy chục triệu|bán cho bà con|mất gần|mất sạch|đám thanh niên|lạ mặt""",
        1: "an ninh|trật tự|thanh niên|bất an|lừa|đêm qua|xô xát|quậy|karaoke|tụ tập",
    },
    "DD": {
        3: """đền bù|tiền đền bù|giá đền bù|bồi thường|giải phóng mặt bằng|mặt bằng|thu hồi đất|thu hồi|tái định cư|sổ đỏ|cấp sổ đỏ|làm sổ đỏ|bìa đỏ|giấy chứng nhận quyền sử dụng đất|quyền sử dụng đất
            |cưỡng chế|cưỡng chế thu hồi đất|kiểm đếm|áp giá|đo đạc|đo đất|đất đai|dồn điền đổi thửa|dồn điền|chia đất|chia ruộng|đất công|đất công ích|đất 5 phần trăm|đất 5 %|lấn chiếm|lấn đất công
            |lấn chiếm đất công|hành lang giao thông|hành lang đường|xây dựng trái phép|xây nhà trái phép|xây trái phép|đất nông nghiệp|đất lúa|đất ở|chuyển đổi mục đích|chuyển mục đích|chuyển đổi đất
            |quy hoạch|quy hoạch treo|đấu giá đất|đất rừng|đất lâm nghiệp|giao đất|giao rừng|bàn giao mặt bằng|cắm mốc|mốc giới|bản đồ địa chính|tách thửa|đất nghĩa địa|thửa đất|hồ sơ đất|đất dự án
            |thu hồi ruộng|di dời mồ mả|mồ mả|đất khai hoang|tranh chấp đất công|lấn sang ruộng|san lấp
            |cắm cọc|giữa ruộng|đất 2 lúa|mất đất|chưa ký|bán đất|lấn đất|đất vườn|chiếm đất|chia lô|phân lô|giấy tờ đất|bìa đất|làm bìa|cấp bìa|đất bìa|nhận đền bù|giá rẻ như cho|đất ruộng|bồi hoàn|đo lại|đất ông cha|di dời mộ|bốc mộ|san nền|đổ đất ruộng|san gạt|múc đất|đất của dân|đất nhà|lấy đất|xây nhà trên ruộng""",
        2: """đất|ruộng|dự án|cao tốc|khu công nghiệp|hoa màu|cây cối|nhận tiền đền|lấn|di dời|địa chính|diện tích|khu đô thị|nghĩa địa|ruộng xấu|bãi bồi
            |đo đạc đất|đoàn đo đạc|mất ruộng|đất nền|xây lấn|giá rẻ""",
        1: "đất làm đường|nghĩa trang|mốc|thửa",
    },
    "MT": {
        3: """tranh chấp|xích mích|mâu thuẫn|hòa giải|bất hòa|cãi nhau|cãi chửi|chửi nhau|cãi vã|cãi cọ|to tiếng|lời qua tiếng lại|mất đoàn kết
            |hàng xóm kiện|kiện nhau|ranh giới|bờ rào|lấn sang|lối đi chung|ngõ đi|đường đi chung|thừa kế|chia thừa kế|chia tài sản|ly hôn|vợ chồng cãi|mẹ chồng
            |nàng dâu|mẹ chồng nàng dâu|anh em ruột|dòng họ|hai dòng họ|hai họ|giận nhau|không nhìn mặt|bất đồng|ghen tuông|nói xấu nhau|tranh giành|tranh nhau|tranh nguồn nước|tranh cãi|rào lại
            |tranh chấp đất|tranh chấp ranh giới|tranh chấp ngõ|tranh chấp lối đi|mâu thuẫn đất đai|tranh đất|tranh nhau đất|bố mẹ để lại|tố nhau|dễ sinh chuyện
            |suýt đánh nhau|đòi bỏ nhau|hiềm khích|tổ hòa giải
            |choảng nhau|suýt choảng|kéo nhau ra xã|lôi nhau ra xã|đưa nhau ra xã|lấn lối|lấn mất lối|không nói chuyện với nhau|cạch mặt|từ mặt|hắt nước|đổ rác sang|nhà nọ nhà kia|chửi bới nhau|vu oan|đặt điều|đòi nợ nhau|vay không trả|ghét nhau|kình nhau|gây nhau|cự cãi|xô xát giữa|rào ngõ|chắn lối|chặn lối|bịt lối|đòi lại đất|nhà hàng xóm""",
        2: """xô xát|đôi bên|hai bên|anh em|nợ nần|nhà bên|tường rào|sang vườn|cành cây|nhờ hòa giải|gay gắt|hai làng|tức nhau|thù|mương chung|giếng chung
            |hai ông anh|suýt đánh|kéo nhau|ra xã|sang đất|đòi nợ|mất lòng""",
        1.4: """hai nhà|hai gia đình|hai hộ|hai anh em|hai bên gia đình|hàng xóm|giáp ranh|liền kề|vợ chồng|2 nhà|2 hộ|2 gia đình|2 anh em|2 bên|hai ông|hai bà|hai cụ|hai chị em|hai bố con|vườn cũ|nhà này|anh em nhà|vợ chồng nhà|ông hàng xóm|bà hàng xóm|nhà hàng xóm|sang nhà kia|hàng rào|đắp bờ|bờ ruộng""",
        1: "cãi|kiện|chửi|gia đình|lấn",
    },
    "DB": {
        3: """dịch bệnh|dịch tả|dịch tả lợn|tả lợn|tả lợn châu phi|lợn chết|lợn ốm|gà chết|vịt chết|gà vịt chết|trâu bò chết|trâu chết|bò chết|cá chết|tôm chết|cá lồng chết|chết hàng loạt|chết nhiều
            |chết trắng|cúm gia cầm|cúm|lở mồm long móng|lở mồm|viêm da nổi cục|tai xanh|chó dại|chó cắn|bị chó cắn|dại|sốt xuất huyết|tay chân miệng|chân tay miệng|thủy đậu|sởi|bạch hầu|ho gà|covid
            |quai bị|đau mắt đỏ|tiêu chảy|ngộ độc|ngộ độc thực phẩm|nôn mửa|nôn ói|đau bụng|an toàn thực phẩm|thực phẩm bẩn|thịt ôi|thịt thối|lợn dịch|bệnh dịch|ổ dịch|có dịch|ca bệnh|lây lan
            |lây trong lớp|bệnh lạ|chưa rõ bệnh|chưa biết bệnh|bỏ ăn|rầy nâu|sâu bệnh|đạo ôn|sâu cuốn lá|dịch hại|bệnh khảm|chuột phá|châu chấu|tiêm phòng|vắc xin|phun khử khuẩn|phun thuốc|bị bệnh
            |nghi bệnh|nghi nhiễm|lợn bệnh|gà rù|tụ huyết trùng|chết chưa rõ|sốt cao|sốt rét|bệnh dại|lợn lăn ra chết|sau đám cưới|ăn cỗ xong|ăn xong|bán thịt
            |lở loét|chảy dãi|gà toi|vịt toi|toi hết|lăn ra chết|chết cả đàn|chết cả chuồng|chim chết|chết rải rác|bỏ cám|không chịu ăn|sợ cúm|sợ dịch|nghi dịch|thổ tả|đi ngoài|đau mắt|cách ly|ghẻ|nổi mẩn|ăn phải|ăn nấm|rượu độc|ngộ độc rượu|thịt bẩn|rau bẩn|thực phẩm không rõ|đồ ăn|cháu sốt|sốt phát ban|lợn bị|gà bị|bò bị|trâu bị|không đứng dậy được|ốc bươu|vàng lùn|héo rũ|bệnh|dịch""",
        2: """dịch|bệnh|sốt|ốm hàng loạt|trạm y tế|thú y|lây|nôn|nghỉ học|gia cầm|gia súc|lúa bị|nổi ban|phát ban|lợn dịch|bán lợn ốm
            |chết cả|đàn lợn|đàn gà|đàn vịt|đàn bò|thối gốc|lây sang|cả lớp|ho sốt""",
        1: "chết|lợn|gà|vịt|trâu|bò|tôm|cháu nghỉ|ốm|con chết|mẩn ngứa|vật nuôi",
    },
    "CS": {
        3: """chế độ|chính sách|trợ cấp|trợ cấp xã hội|bảo trợ xã hội|bảo hiểm y tế|bhyt|thẻ bảo hiểm|bảo hiểm xã hội|lương hưu|hộ nghèo|hộ cận nghèo|cận nghèo|xét hộ nghèo|bình xét|người có công
            |thương binh|liệt sĩ|gia đình chính sách|người cao tuổi|người khuyết tật|khuyết tật|mai táng phí|tiền hỗ trợ|chưa nhận được hỗ trợ|tiền điện hộ nghèo|thủ tục|thủ tục hành chính|hồ sơ|một cửa
            |bộ phận một cửa|giấy khai sinh|khai sinh|khai tử|đăng ký kết hôn|hộ khẩu|căn cước|làm căn cước|chứng thực|công chứng|giấy tờ|thu tiền|thu quỹ|khoản thu|các khoản thu|mức thu|đóng góp|đóng góp làm đường
            |tiền đóng góp|lạm thu|quỹ thôn|thu quỹ thôn|công khai|không công khai|công khai tài chính|minh bạch|thu chi|xem sổ|cán bộ xã|cán bộ hách dịch|nhũng nhiễu|gây phiền hà|hẹn nhiều lần|chậm trả
            |chậm trả tiền|chưa được nhận|chưa nhận được|chưa có kết quả|dịch vụ công|ăn bán trú|miễn giảm học phí|học phí|quà tết|tiền quà|tiền hỗ trợ dịch|không công bằng|không đúng đối tượng|bỏ sót
            |thai sản|nghĩa vụ quân sự|niêm yết|danh sách hộ|danh sách sai|vay chính sách|thoát nghèo|cấp đổi|đi lại nhiều lần|tiền trợ cấp|quà của tỉnh|kê khai
            |lương chưa về|tiền lương hưu|lĩnh lương|chưa chi trả|chi trả|không thấy chi trả|trên 75 tuổi|75 tuổi|80 tuổi|người già yếu|tiền tuất|tuất|chất độc da cam|thanh niên xung phong|cựu chiến binh chế độ|bằng khen|xác nhận giấy|làm lại giấy|bắt về|lấy thêm giấy|bắt làm lại|hành dân|cửa quyền|đòi tiền|quỹ người nghèo|quỹ khuyến học|quỹ phòng chống thiên tai|các loại quỹ|thu các loại|bình bầu|bình xét hộ|gạo hỗ trợ|tiền chế độ|tiền điện hỗ trợ|con thương binh|giấy xác nhận|kê sai|thiếu tên|cộng dồn|hóa đơn|không có hóa đơn|không có biên lai|biên lai|đăng ký khai sinh|làm giấy tờ|cấp lại|bị từ chối""",
        2: """đóng tiền|thu của dân|tiền quỹ|chưa được tiền|kêu cao|vận động đóng|nộp tiền|nộp quỹ|chưa được hưởng|được hưởng|cán bộ|xã hẹn|hẹn lại|nông thôn mới|thu nhiều|mỗi khẩu|đi lại|chậm chi trả|vận động ủng hộ
            |mỗi nhà mỗi khác|lương|chi tiền|dân nói ra nói vào|thu thế nào|trả kết quả|nộp hồ sơ|thêm giấy""",
        1: "giải quyết|công bằng|hộ mới thoát nghèo|kết quả|phản ánh cán bộ|quỹ|chưa được|hỗ trợ|nộp|làm giấy",
    },
    "DL": {
        3: """thắc mắc|bà con thắc mắc|dân thắc mắc|tin đồn|đồn|nghe đồn|đồn là|đồn rằng|đồn thổi|có tin đồn|hoang mang|dư luận|dư luận xôn xao|xôn xao|bàn tán|dân bàn tán|băn khoăn|còn băn khoăn|tâm tư
            |chưa hiểu|chưa rõ|chưa thông|chưa rõ chính sách|chưa rõ chủ trương|chủ trương|giải thích|xin giải thích|cần giải thích|tuyên truyền giải thích|nói rõ|trả lời cho dân|tin giả|tin sai sự thật
            |sai sự thật|tung tin|tin thất thiệt|xuyên tạc|tin nhảm|đăng tin|trên mạng|lan truyền|trên facebook|nghe nói|dân hỏi|bà con hỏi|nhiều người hỏi|mọi người hỏi|người dân hỏi|dân muốn biết
            |muốn biết|bà con muốn biết|sáp nhập|sáp nhập xã|sáp nhập thôn|sáp nhập tỉnh|nhập thôn|dồn thôn|đổi tên xã|đổi tên|tên xã mới|tên thôn mới|bỏ cấp huyện|chính quyền 2 cấp|vì sao|tại sao
            |chưa đồng tình|chưa đồng thuận|không đồng tình|trái chiều|ý kiến trái chiều|thật hư|thực hư|thật giả|có đúng không|có thật không|xì xào|rộ tin|tin nói|loan tin|hiểu lầm|hiểu sai|nhiều ý kiến|rút hết tiền
            |nghe bảo|nghe đâu|nghe tin|nghe người ta nói|mỗi người nói một kiểu|mỗi người nói 1 kiểu|nói 1 kiểu|nói một kiểu|không biết đi đâu|không hỏi ý kiến dân|không hỏi ý kiến|sao thôn mình|sao xã mình|sao lại|hay là tin|không biết thế nào|không biết có|không biết nộp ở đâu|nộp ở đâu|chỗ nào|bỏ thẻ giấy|vneid|tài khoản vneid|sợ mất|sợ bị|các cụ lo|mọi người lo|kêu gọi biểu tình|livestream|trên tóp tóp|trên zalo|nhóm zalo|chia sẻ tin|có thật|thật không|phải không|chưa được phổ biến|không ai giải thích|không ai nói|chưa nghe phổ biến|trống đánh xuôi""",
        2: """tin chưa rõ|chưa rõ thật|lo lắng|đang lo|dân lo|bà con lo|bao giờ|khi nào|định danh|thuế hộ kinh doanh|đánh thuế|facebook|fb|tiktok|lan tin|có phải|kêu ca|nghi ngờ|bầu cử|nghỉ chế độ
            |lo lắm|nhập vào|sáp nhập vào|sắp bỏ|sắp tăng|tăng giá điện|không ai báo|hoang tin""",
        1: "hỏi|lo|ý kiến|tin|cần cán bộ|nói chuyện|đúng không|nhiều người lo",
    },
    "VS": {
        3: """rác|bãi rác|rác thải|đổ rác|vứt rác|gom rác|thu gom rác|đốt rác|xe rác|tập kết rác|rác đổ|ô nhiễm|ô nhiễm môi trường|môi trường|mùi hôi|hôi thối|bốc mùi|mùi thối|nước thải|xả thải|xả nước thải
            |xả trộm|trại lợn|trại gà|trang trại lợn|trại lợn xả thải|chăn nuôi|nuôi lợn|chuồng lợn|chuồng trại|phân lợn|nước sạch|thiếu nước sạch|nước sinh hoạt|nước máy|mất nước|mất nước máy|thiếu nước|nước ăn
            |nước uống|nước giếng|giếng khoan|giếng cạn|nước đục|nước bẩn|nhiễm phèn|nhiễm mặn|bụi|bụi mù|bụi mù mịt|khói bụi|khói|khói mù|lò gạch|mỏ đá bụi|tiếng ồn nhà máy|vỏ bao bì|bao bì thuốc sâu
            |thuốc sâu vứt|xác động vật|vứt xác|ruồi|ruồi muỗi|muỗi|ứ đọng|cống tắc|tắc cống|cống thoát nước tắc|cống rãnh|rãnh thoát nước|khai thác cát|hút cát|cát tặc|đường ống nước|ống nước vỡ|vỡ ống nước
            |bể nước|nước hôi|nước đen|cá chết nổi|mùi clo|nước tự chảy|công trình nước sạch|gánh nước|kênh đen|vứt bừa bãi|vệ sinh môi trường|mùi nồng nặc|nồng nặc|vẩn đục|xả ra|khó thở|thải ra
            |nước thải công ty|xả bẩn|thải ra khe|thải ra suối|thải ra sông|đen sì|đen ngòm|hố rác|rác lộ thiên|ruồi bay|nước vàng|nước phèn|lọc nước|nước không uống được|nước không ăn được|vòi nước|vòi nước công cộng|bể nước công cộng|đi lấy nước|lấy nước xa|gánh nước|xách nước|chở nước|mạch nước|hết nước|khe cạn|bã sắn|bột sắn|nhà máy sắn|chế biến tinh bột|lò mổ|giết mổ|nhà vệ sinh|phân bò|chăn dắt|thả rông|trâu bò thả rông|chó thả rông|phun thuốc cỏ|thuốc trừ cỏ|chai lọ|mùi khét|khói nhựa|đốt nhựa|đốt dây|cống hở|cống bốc mùi|cỏ dại""",
        2: """mùi|thối|hôi|vứt|nước có mùi|xin xe nước|đục|rơi vãi|nhà máy|cơ sở chế biến|không có nước|cạn khô|không có nước dùng|ống nước|giếng|thải|dầu loang|đổ trộm|bẩn
            |nước không sạch|cá không còn|lộ thiên|khói lò|rơm rạ|đốt rơm|phân""",
        1: "nước|kênh|mương|rãnh|đốt|cạn|bờ sông|khu dân cư",
    },
    "DS": {
        3: """khó khăn|hoàn cảnh khó khăn|hộ khó khăn|hoàn cảnh|gặp khó khăn|neo đơn|đơn thân|hộ đơn thân|già yếu|sống một mình|mồ côi|thiếu gạo|hết gạo|thiếu ăn|thiếu đói|đói|giáp hạt|cứu đói|nhà dột nát|nhà tạm
            |xóa nhà tạm|nhà dột|nhà xuống cấp|sửa nhà|làm nhà cho|giúp làm nhà|ủng hộ|kêu gọi ủng hộ|quyên góp|giúp đỡ|bệnh hiểm nghèo|ung thư|chữa bệnh|không có tiền chữa|tật nguyền|tàn tật|tai biến nằm liệt
            |việc làm|mất việc|thất nghiệp|thiếu việc làm|giới thiệu việc làm|học nghề|xuất khẩu lao động|nợ lương|cho nghỉ việc|vay vốn|vốn vay|ngân hàng chính sách|vốn sản xuất|nông sản|tiêu thụ|tiêu thụ nông sản|được mùa mất giá
            |rớt giá|mất giá|giá thấp|giá xuống|giá lợn|giá mía|giá lúa|thương lái|không ai mua|chưa bán được|không bán được|tồn đọng|ế|thu mua|bao tiêu|dưa hấu|con giống|cây giống|giống lúa|phân bón|máy gặt|thuê máy gặt
            |giá vật tư|giá phân|mất mùa|nằm bờ|giá dầu|bỏ học|bỏ ruộng|đi làm ăn xa|không nơi nương tựa|trẻ bơ vơ|nuôi con nhỏ|đời sống khó khăn|đời sống|không còn chỗ ở|áo ấm|giải cứu|xin giống|bò giống|đi học nghề
            |không có gì ăn|hết cái ăn|đứt bữa|thiếu đói giáp hạt|bà góa|mẹ góa|góa chồng|một mình nuôi|bán cho ai|không biết bán|biết bán cho ai|bán chẳng ai mua|không có xe chở|khô ngoài ruộng|chưa ai thu mua|ứ hàng|tìm đầu ra|đầu ra|giá rẻ không ai mua|bệnh tật|nằm liệt|nằm một chỗ|bị ung thư|chạy thận|không có nhà|ở nhờ|lều tạm|thất thu|vay tiền ngân hàng|đi làm xa|việc làm cho|chưa có việc|không có việc|công ty nợ|công nhân nghỉ|áo quần|sách vở|học bổng|tết không có|quà cho hộ|trẻ mồ côi|không người chăm|già cả|thiếu vốn|thiếu giống|thiếu phân""",
        2: """nghèo|hộ nghèo bị ốm|xin giúp|cần giúp|cần giúp đỡ|cần hỗ trợ|ốm nặng|bệnh nặng|cụ già|gạo|lương|bán không được|thua lỗ|chín đầy đồng|nợ ngân hàng|không có tiền|công ty|lúa chín|xin giúp tiêu thụ|tấn|đi học
            |góa|mấy bữa nay|thu mua chậm|chặt rồi|bán rẻ|đặc sản|khổ lắm|thương lắm|tội lắm|chăm sóc""",
        1: "giá|giống|quà|vốn|hỗ trợ|mua|thu hoạch|ngư dân|lao động|giúp",
    },
    "CT": {
        3: """cầu tràn|cầu gãy|gãy cầu|gãy lan can|lan can|cầu treo|cầu tạm|cầu sập|sập cầu|cầu hỏng|cầu yếu|cầu gỗ|mặt cầu|chân cầu|mố cầu|cầu xuống cấp|đường hỏng|hỏng đường|đường xuống cấp|đường sụt|sụt đường|đường lún
            |ổ gà|ổ voi|đường lầy|lầy lội|đường liên thôn|đường liên xã|đường bê tông|đường nhựa|đường làng|đường thôn|đường nội đồng|đường ra đồng|mở rộng đường|làm đường|đường vào|đường đi|sửa đường|nứt vỡ|đường đất
            |mất điện|cúp điện|điện yếu|điện chập chờn|cột điện|cột điện nghiêng|dây điện|dây điện sà|dây điện đứt|đứt dây điện|đường điện|đường dây điện|trạm biến áp|máy biến áp|đèn đường|đèn chiếu sáng|điện chiếu sáng|bóng đèn
            |kênh mương nội đồng|kênh mương|kênh sạt|vỡ kênh|mương vỡ|nạo vét|thủy lợi|trạm bơm|máy bơm hỏng|hồ chứa|đập dâng|cửa xả|đập đầu nguồn|nước tưới|nước cày|nước cấy|không có nước tưới|thiếu nước tưới|cống sập|cống qua đường
            |cống bị sập|cống hỏng|nhà văn hóa|nhà văn hóa thôn|nhà văn hóa xuống cấp|sân bóng|sân thể thao|loa truyền thanh|loa phát thanh|đài truyền thanh|cụm loa|trường học xuống cấp|trường mầm non dột|dột mái|trần bong|trạm y tế xuống cấp
            |mất sóng|sóng yếu|sóng điện thoại|mất mạng|cáp quang|mạng internet|internet|gờ giảm tốc|biển báo|đèn tín hiệu|đèn giao thông|gương cầu|cổng làng|chợ xuống cấp|nghĩa trang xuống cấp|tường rào đổ|đường tắc|hộ lan
            |hố ga|nắp cống|mất nắp cống|điện không chạy
            |sập đường|nát đường|pha nát|xe quá tải|xe tải phá|phá nát|đoạn dốc|đoạn đường|dốc trơn|bùn lầy|trơn trượt|lầy|lầy thụt|xe không đi được|xe không lên được|không lên nổi|không vào được|đường hẹp|đường tối|đường trơn|đường ngập bùn|mất cầu|bắc cầu|ván cầu|phà|đò ngang|bến đò|chưa có điện|không có điện|điện phập phù|điện lúc có lúc không|cháy máy biến áp|hư tủ lạnh|hỏng tủ lạnh|trụ điện|cây đè dây|nghiêng cột|đổ cột|cột điện đổ|không cấy được|chưa cấy được|ruộng khô|ruộng nứt nẻ|nước về ruộng|máng nước|mương nội đồng|kè|bờ kè|kè sông|kè vỡ|sân kho hỏng|nhà họp|hội trường|tường nứt|mái dột|wifi|4g|sóng chập chờn|sóng viettel|loa hỏng|loa rè|loa câm""",
        2: """cầu|đường|điện|cống|kênh|trạm bơm|bơm|xuống cấp|dột|hư hỏng|cáp|loa|lưới điện|trường mầm non|mái trường|sân chơi|không gọi được|tường nứt|mục nát|đi vòng|điện thoại bản|không đi được|nhiều ổ
            |kinh phí sửa|sửa chữa|bong tróc|gãy|chiếu sáng
            |ruộng|cấy|điện cứ|bùn ngập|mới làm|nắp|kênh cấp|dốc|sân vận động|trạm""",
        1: "hỏng|sập|nứt|đứt|sửa|đập|đèn|tối om|sạt mái|mương|trường|nghiêng|đổ",
    },
    "TG": {
        3: """tôn giáo|dân tộc tôn giáo|truyền đạo|truyền đạo trái phép|đạo lạ|tà đạo|theo đạo|bỏ đạo|học đạo|giảng đạo|sinh hoạt đạo|tuyên truyền đạo|tin lành|công giáo|giáo dân|giáo xứ|giáo họ|linh mục|cha xứ|nhà nguyện
            |xây nhà thờ|đất nhà thờ|nhà chùa|sư trụ trì|trụ trì|phật tử|nhà sư|hội thánh|hội thánh đức chúa trời|đức chúa trời|đức mẹ|pháp luân công|dương văn mình|bỏ bàn thờ|bàn thờ tổ tiên|bỏ thờ cúng|thờ cúng tổ tiên
            |kỳ thị|kỳ thị dân tộc|chia rẽ dân tộc|đoàn kết dân tộc|nghe đài xấu|kích động dân tộc|lôi kéo đồng bào|vàng chứ|bà cô dợ|tín ngưỡng|mê tín dị đoan|hai dân tộc|người mông|đồng bào mông|bản dân tộc
            |đồng bào dân tộc|thánh thất|chức sắc|giáo phái|cầu nguyện|chuyện đạo|phong tục
            |nghe giảng|tin thì khỏi bệnh|đi nghe giảng|rủ dân bản|rủ đi lễ|rủ theo|chữa bệnh bằng cầu|mê tín|thầy cúng|thầy mo|bói toán|gọi hồn|lên đồng|phát kinh|kinh sách|tờ rơi đạo|nhóm đạo|bên đạo|bên lương|lương giáo|lễ nhà thờ|đất chùa|đình chùa|đập bàn thờ|vứt bàn thờ|bỏ thờ|thiên chúa|chúa|tà giáo|người dân tộc bị|khinh dân tộc|hộ dân tộc|bà con dân tộc bị|xúc phạm dân tộc|xưng vua|lập nhà nước riêng|người thái|người mường|người dao|người khơ mú""",
        2: """nhà thờ|chùa|dân tộc|đồng bào|đạo|lôi kéo|kéo kẻ|gặp trực tiếp|xin gặp|thánh|tà
            |tự ái|khỏi bệnh|nhóm lạ|giảng|thiêng|bản trên""",
        1: "bản vùng cao|thờ|lễ",
    },
    "+": {
        2: """bị hỏng|đề nghị xã|đề nghị khối|xin phản ánh|bà con phản ánh|bà con kiến nghị|bà con đề nghị|kiến nghị xã|báo cáo khối|báo cáo anh|báo cáo bác|báo cáo đồng chí|báo gấp|báo bác|báo anh|báo với khối|xin báo
            |xin xã|đề nghị|kiến nghị|phản ánh|đêm qua|sáng nay|chiều nay|tối qua|hôm qua|trưa nay|rạng sáng|từ hôm|hôm kia|tuần này|tuần trước|mấy hôm nay|mấy ngày nay|thôn em|thôn tôi|xóm tôi|xóm em|bản em|bản tôi|hộ dân""",
        1: "bà con|hộ|dân|đang|bị|chưa|xin|nhờ|mong|liên tục|bức xúc|nguy hiểm|hỏng|cả xóm|cả thôn|cả bản|nhà|con|các cháu|thôn|xóm|bản|người dân|rồi|nhiều",
    },
    "-": {
        5: """cảm ơn|xin chào|chào bác|chào em|chào anh|chào đồng chí|chúc mừng|chúc bác|chúc ngủ ngon|không có gì mới|không có gì|hướng dẫn tôi|hướng dẫn cho|dạ vâng|hiểu rồi|biết rồi|nhớ rồi|là gì|nghĩa là gì|là những gì|gồm những gì
            |quy định gì|nói gì|cần làm gì|phải làm gì|nên làm gì|làm gì khi|cần giấy tờ gì|giấy tờ gì|thủ tục gì|làm sao để|làm sao|làm thế nào|làm như thế nào|như thế nào|thế nào|thế nào ạ|ra sao|cách nào|bằng cách nào
            |cho hỏi|cho tôi hỏi|xin hỏi|số điện thoại|số trực ban|sđt|sdt|ở đâu ạ|gọi ai|báo cho ai|nói lại|làm lại|gửi nhầm|bỏ qua|không hiểu|giải thích giúp tôi|mời các đồng chí|mời các bác|tuyên truyền 3 buổi|tổ họp|họp tổ
            |lượt người|những gì|xã tên gì|số nào|gọi số nào|ngày nào|em hỏi|tôi hỏi|bác hỏi|có được tiền|tập huấn|là thế nào|để thành lập|không biết gõ|họp chi bộ|đọc xong|nhận được rồi|là bao nhiêu|tổ em không có việc|không có việc gì|dân cảm ơn|bác cho em hỏi|gửi lại|câu vừa rồi|tổ trưởng mới là|hòa giải thành|tháng này hòa giải|tôi là tổ trưởng|tôi là tổ phó|tôi tên|đổi tên tôi|tôi đã đọc|đọc bài|bài học|báo cáo tháng|báo việc|xem việc|ai nhận việc|xong chưa|trợ lý|hội nghị|giao ban|mấy giờ|sai rồi
            |để tôi hỏi|gửi tiếp|hôm nay trời|quy định sao|quy định thế nào|thì sao|có được không|được không ạ|có cần|cách viết|mẫu báo cáo|có bài|khéo là|quy trình|trình tự
            |cho xin|xin mẫu|gửi em xin|gửi tôi xin|mẫu biên bản|danh sách tổ|tôi gửi rồi|chưa thấy trả lời|sao máy|máy không|có phải trực|nghỉ lễ|đã trả lời việc|việc của tôi|ăn cơm chưa|em gửi sau|tôi gửi sau|gửi sau|bao giờ xong|nói về cái gì|học bài|câu hỏi|trả lời câu|cái gì|lịch họp|số của|tài liệu|văn bản số|họp lúc|điểm danh|báo cáo quý|nộp báo cáo|đã nộp|đăng nhập|mật khẩu|cài đặt|nút nào|bấm vào đâu|gõ gì|đúng chưa|sửa tin|rút việc|xóa tin|ai đấy|ai vậy|bác là ai|máy hay người""",
        3: """luật|nghị định|nghị quyết|kết luận 862|theo quy định|quy định|chào|alo|vâng|dạ vâng ạ|cách|hướng dẫn|giúp tôi|bao nhiêu người|gồm|khi có|nếu có|khi nào có|bao giờ có bài|tổ dân vận có|phòng chống
            |chúc|ngày lễ|trực không|xin danh sách|nhé|ạ không|tối vui vẻ|mẫu""",
    },
    "": {
        0: """cầu lông|xe chạy|chạy nhanh|xe chạy nhanh|chạy xe|cầu mong|cầu thủ|yêu cầu|nhu cầu|bão hòa|con đường|đường dây nóng|qua đường|ra đường|trên đường|dọc đường|ngoài đường|chặn ngang đường|bên đường|đường sữa|đường cao tốc|dọc sông|điện thoại|đi điện thoại|xe đạp điện
            |gọi điện|điện máy|bảo đảm|bảo vệ|bảo hiểm|mưa nắng|mật ong|chạy chợ|dân tộc thiểu số|bà con dân tộc|người dân tộc|nhà nước|đất nước|cả nước|trong nước|mùa mưa|hộ nghèo bị cháy|dịch vụ|giao dịch|chủ tịch|dịch bệnh vừa qua|tin nhắn|tin báo
            |thông tin|niềm tin|con đường làng|giá như|đánh giá|giá trị|đạo đức|lãnh đạo|chỉ đạo|nhân đạo|hồ sơ cháy|bản đồ|văn bản|cơ bản|chết tiệt|trường hợp|thị trường|chuyện cũ|nhà trường|hiện trường|công trường|lễ phép|cần cù
            |lô đất|tổ chức|đại hội|truyền thanh|từ thiện|cháy nhà tuần trước|cháy nhà tháng trước|hộ cháy nhà""",
    },
}

SHORT: dict[str, str] = {
    "ko": "không", "k": "không", "kg": "không", "hok": "không", "khong": "khong", "dc": "được", "đc": "được", "đk": "được", "ntn": "như thế nào", "nt": "như thế",
    "vs": "với", "cty": "công ty", "gpmb": "giải phóng mặt bằng", "nvh": "nhà văn hóa", "xm": "xe máy", "bn": "bao nhiêu", "j": "gì", "lm": "làm", "ng": "người",
    "mn": "mọi người", "nc": "nước", "đg": "đường", "hs": "học sinh", "bhyt": "bảo hiểm y tế", "bhxh": "bảo hiểm xã hội", "ca": "công an", "tngt": "tai nạn giao thông",
    "antt": "an ninh trật tự", "ntm": "nông thôn mới", "tdc": "tái định cư", "tđc": "tái định cư", "cccd": "căn cước", "bl": "bạo lực", "vsmt": "vệ sinh môi trường",
    "atgt": "an toàn giao thông", "attp": "an toàn thực phẩm", "sxh": "sốt xuất huyết", "dtlcp": "dịch tả lợn châu phi", "qsdđ": "quyền sử dụng đất", "hn": "hộ nghèo",
    "ubnd": "ủy ban", "tbtt": "trạm biến áp", "mtq": "mặt trận", "fb": "facebook",
}  # fmt: skip
